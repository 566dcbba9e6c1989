internal import Units

/// Bit/s that media may use of one connection: up slowly and by trial, down at once.
///
/// A link that is not full tells little about what it could carry, so the only way up is to try, as
/// in receiver-driven layered multicast (McCanne, Jacobson, Vetterli, SIGCOMM 1996). A trial that
/// failed makes the next one wait twice as long. What bursts were delivered with is evidence that
/// spares the wait.
struct SendTarget: Sendable {
    /// Enough for voice and one small picture, not enough to hurt most links.
    static let initial = 1_000_000
    /// Voice and a few pictures: below this there is nothing to choose.
    static let minimum = 50_000
    /// More than all layers of a full screen.
    static let maximum = 50_000_000
    /// From one step up to the next, and its size: tenfold in 2.5 s.
    static let stepInterval: Duration = .milliseconds(250)
    static let stepFactor = 1.25
    /// Of a measured rate, so that the queue that led to it drains.
    static let share = 0.85
    static let holdMinimum: Duration = .seconds(1)
    static let holdMaximum: Duration = .seconds(16)
    /// No step up so soon after one down: the queue that led to it may still drain.
    static let settling: Duration = .milliseconds(500)
    /// Trouble so soon after a step up is the step's.
    static let trialLength: Duration = .seconds(3)

    private(set) var bitsPerSecond = Self.initial
    private var hold = Self.holdMinimum
    private var holdEnd = Instant.start
    private var lastLook = Instant.start
    private var lastRise: Instant?
    private var lastShown: Instant?
    private var shownHoldEnd = Instant.start
    private var lastDrop: Instant?

    init() {}

    /// Media or the network is late: the link carries less than it is given.
    mutating func drop(to rate: Int, settling: Duration, at now: Instant) {
        if let last = self.lastDrop, now - last < max(.milliseconds(250), settling) { return }
        if let rise = self.lastRise, now - rise < Self.trialLength {
            self.hold = min(self.hold * 2, Self.holdMaximum)
        } else if self.lastDrop.map({ now - $0 >= Self.trialLength }) ?? true {
            self.hold = Self.holdMinimum
        }
        self.holdEnd = now + self.hold
        // Bursts that promised too much are not believed for as long.
        if let shown = self.lastShown, now - shown < Self.trialLength {
            self.shownHoldEnd = self.holdEnd
        }
        self.lastShown = nil
        self.lastRise = nil
        self.lastDrop = now
        let carried = Int(Double(rate) * Self.share)
        self.bitsPerSecond = max(Self.minimum, min(self.bitsPerSecond, carried))
    }

    /// Nothing is late.
    mutating func rise(burstRate: Int, at now: Instant) {
        guard now - self.lastLook >= Self.stepInterval else { return }
        self.lastLook = now
        if let last = self.lastDrop, now - last < Self.settling { return }
        let shown = min(Self.maximum, Int(Double(burstRate) * Self.share))
        if shown > self.bitsPerSecond * 3 / 2, now >= self.shownHoldEnd {
            self.lastShown = now
            self.bitsPerSecond = shown
        } else if now >= self.holdEnd, self.bitsPerSecond < Self.maximum {
            self.lastRise = now
            let stepped = Int(Double(self.bitsPerSecond) * Self.stepFactor)
            self.bitsPerSecond = min(Self.maximum, stepped)
        }
    }
}
