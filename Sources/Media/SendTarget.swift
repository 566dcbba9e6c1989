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
    /// Trouble so soon after a step up is the step's.
    static let trialLength: Duration = .seconds(3)

    private(set) var bitsPerSecond = Self.initial
    private var hold = Self.holdMinimum
    private var holdEnd = Instant.start
    private var lastLook = Instant.start
    private var lastRise: Instant?
    private var lastDrop: Instant?

    init() {}

    /// Media or the network is late: the link carries less than it is given.
    mutating func drop(to rate: Int?, settling: Duration, at now: Instant) {
        if let last = self.lastDrop, now - last < max(.milliseconds(250), settling) { return }
        let isTrial = self.lastRise.map { now - $0 < Self.trialLength } ?? false
        self.hold = isTrial ? min(self.hold * 2, Self.holdMaximum) : Self.holdMinimum
        self.holdEnd = now + self.hold
        self.lastRise = nil
        self.lastDrop = now
        let carried = rate.map { Int(Double($0) * Self.share) } ?? self.bitsPerSecond * 7 / 10
        self.bitsPerSecond = max(Self.minimum, min(self.bitsPerSecond, carried))
    }

    /// Nothing is late.
    mutating func rise(burstRate: Int, at now: Instant) {
        guard now - self.lastLook >= Self.stepInterval else { return }
        self.lastLook = now
        if let last = self.lastDrop, now - last < .milliseconds(500) { return }
        let shown = Int(Double(burstRate) * Self.share)
        let isShown = shown > self.bitsPerSecond * 3 / 2
        guard now >= self.holdEnd || (isShown && self.hold <= Self.holdMinimum * 4) else { return }
        guard self.bitsPerSecond < Self.maximum else { return }
        self.lastRise = now
        let stepped = Int(Double(self.bitsPerSecond) * Self.stepFactor)
        self.bitsPerSecond = min(Self.maximum, isShown ? shown : stepped)
    }
}
