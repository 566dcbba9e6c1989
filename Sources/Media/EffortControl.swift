/// Keeps an encoder from falling behind: first it looks less closely, then it leaves out pictures.
///
/// **Feed it how long each picture took, zero for one that was left out.** What it measures is the
/// share of the time between pictures that coding takes; above `loadMaximum` it takes a step, and
/// it takes it back only when the load is sure to stay below that.
public struct EffortControl: Sendable {
    /// The part of the time between pictures that coding may take: more, and a busy moment makes
    /// pictures late; less, and quality is given away.
    public static let loadMaximum = 0.6
    /// Steps of speed before pictures are left out.
    public static let speedStepMaximum = 2
    /// How much longer a picture may take at the next slower speed.
    private static let speedFactor = 1.4
    /// Pictures that are looked at before a step, and before one back: a second is soon enough to
    /// ease off, and a step back that has to be undone is seen.
    private static let patience = 12
    private static let patienceBack = 90
    /// Pictures that are looked at before a step back that had to be undone again and again.
    private static let patienceBackMaximum = 1440
    /// Weight of the newest picture in the load: the temporal pattern is four pictures long.
    private static let learning = 0.15

    /// From one picture of the source to the next.
    private let interval: Duration
    /// Temporal layers of the stream, 1…3.
    private let temporalCount: Int
    private var load: Double?
    private var step = 0
    private var countSinceStep = 0
    /// Pictures before the next step back: twice as many each time that one had to be undone, because
    /// what a step costs is only known once it is taken.
    private var patienceBack = Self.patienceBack
    private var wasBack = false

    public init(frameRate: Int, temporalCount: Int) {
        self.interval = .seconds(1) / max(1, frameRate)
        self.temporalCount = min(max(temporalCount, 1), 3)
    }

    /// How much faster than its usual speed the encoder should be, 0…`speedStepMaximum`.
    public var speedStep: Int { min(self.step, Self.speedStepMaximum) }

    /// The highest temporal layer to code: each less halves the picture rate.
    public var temporalLayerMaximum: Int {
        self.temporalCount - 1 - max(0, self.step - Self.speedStepMaximum)
    }

    private var stepMaximum: Int { Self.speedStepMaximum + self.temporalCount - 1 }

    /// Takes the time that a picture took; zero for one that was left out.
    public mutating func account(_ time: Duration) {
        let newest = time / self.interval
        let load = self.load.map { $0 + Self.learning * (newest - $0) } ?? newest
        self.load = load
        self.countSinceStep += 1
        if self.wasBack, self.countSinceStep > Self.patienceBack {
            self.patienceBack = Self.patienceBack
            self.wasBack = false
        }
        if load > Self.loadMaximum, self.countSinceStep >= Self.patience {
            if self.wasBack {
                self.patienceBack = min(2 * self.patienceBack, Self.patienceBackMaximum)
            }
            self.move(by: 1)
            self.wasBack = false
        } else if load * self.factorBack < Self.loadMaximum * 0.8,
            self.countSinceStep >= self.patienceBack
        {
            self.move(by: -1)
            self.wasBack = true
        }
    }

    /// What a step back multiplies the load with.
    private var factorBack: Double { self.step > Self.speedStepMaximum ? 2 : Self.speedFactor }

    private mutating func move(by change: Int) {
        let step = min(max(self.step + change, 0), self.stepMaximum)
        guard step != self.step else { return }
        self.step = step
        self.countSinceStep = 0
    }
}
