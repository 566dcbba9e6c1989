/// When layers of a stream may start: each at most once in an interval, however often it is asked for.
///
/// **Whatever is asked for is granted, but requests that come too soon are granted together with the
/// first that may be.** A start costs several ordinary pictures, and every viewer may ask.
public struct StartPacing: Sendable {
    /// More often, and a few viewers with bad links would spoil the picture for all; more rarely, and
    /// they would wait longer for theirs.
    public static let interval = Duration.seconds(1)

    private let interval: Duration
    /// Layers that were asked for and have not started since.
    private var wanted: Set<Int> = []
    /// When each layer started last, on the clock of `now`.
    private var startTimes: [Int: Duration] = [:]

    /// - Parameter interval: From one start of a layer to the next.
    public init(interval: Duration = Self.interval) {
        self.interval = interval
    }

    /// Asks for layers; 0 is the base, which starts with a key frame.
    public mutating func want(_ layers: Set<Int>) {
        self.wanted.formUnion(layers)
    }

    /// The layers that were asked for and may start by now.
    public func due(at now: Duration) -> Set<Int> {
        self.wanted.filter { self.mayStart($0, at: now) }
    }

    /// Whether the layer's last start is long enough ago.
    public func mayStart(_ layer: Int, at now: Duration) -> Bool {
        self.startTimes[layer].map { now - $0 >= self.interval } ?? true
    }

    /// Says which layers did start, asked for or not.
    public mutating func note(_ layers: some Sequence<Int>, at now: Duration) {
        for layer in layers {
            self.wanted.remove(layer)
            self.startTimes[layer] = now
        }
    }
}
