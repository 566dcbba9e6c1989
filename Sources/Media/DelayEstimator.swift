internal import Units

/// How much later than the fastest ones a sender's packets arrive.
///
/// The clocks of two machines can't be compared, but the difference between arrival and capture can:
/// its smallest recent value belongs to a packet that waited nowhere (`base`), and what others have
/// on top is jitter. The target delay is the 95th percentile of the jitter: a higher one loses fewer
/// packets and delays all of them.
struct DelayEstimator: Sendable {
    /// Bounds of the target, in the receiver's time.
    struct Limits: Sendable {
        /// Below it every hiccup of a scheduler is heard.
        var minimum: Duration
        /// Above it people begin to talk over each other; later packets are not waited for.
        var maximum: Duration
        /// Until `initialCount` packets came; a guess for a link nothing is known of.
        var initial: Duration
    }

    /// Five seconds of voice: shorter forgets last second's burst, longer keeps a delay for too long.
    static let windowCount = 250
    static let initialCount = 25
    /// Half a second: sorting more often costs more than it tells.
    static let updateInterval = 25
    /// So long must everything arrive later than the maximum before it's a new path and not a burst
    /// that a stall left behind. Shorter takes a burst for a path, longer is silence after a change.
    static let pathChange: Duration = .milliseconds(500)

    let limits: Limits
    private var transits: [Int64] = []
    private var position = 0
    private var countSinceUpdate = 0
    private var lateSince: Instant?
    /// Nanoseconds from capture (sender's clock) to arrival (ours) of the fastest recent packet.
    private(set) var base: Int64?
    /// Nanoseconds on top of `base` after which a packet is played or shown.
    private(set) var target: Int64

    init(limits: Limits) {
        self.limits = limits
        self.target = limits.initial.nanoseconds
        self.transits.reserveCapacity(Self.windowCount)
    }

    /// Nanoseconds from capture to playing; nil before the first packet.
    var offset: Int64? { self.base.map { $0 &+ self.target } }

    /// Takes one packet's transit time in nanoseconds.
    mutating func observe(transit: Int64, at now: Instant) {
        guard let base = self.base else { return self.restart(at: transit) }
        if transit &- base > self.limits.maximum.nanoseconds {
            let since = self.lateSince ?? now
            self.lateSince = since
            if now - since >= Self.pathChange { return self.restart(at: transit) }
        } else {
            self.lateSince = nil
        }
        if self.transits.count < Self.windowCount {
            self.transits.append(transit)
        } else {
            self.transits[self.position] = transit
            self.position = (self.position + 1) % Self.windowCount
        }
        self.base = min(base, transit)
        self.countSinceUpdate += 1
        if self.countSinceUpdate >= Self.updateInterval { self.update() }
    }

    private mutating func restart(at transit: Int64) {
        self.transits.removeAll(keepingCapacity: true)
        self.transits.append(transit)
        self.position = 0
        self.countSinceUpdate = 0
        self.lateSince = nil
        self.base = transit
        self.target = self.limits.initial.nanoseconds
    }

    private mutating func update() {
        self.countSinceUpdate = 0
        guard let base = self.transits.min() else { return }
        self.base = base
        // What no accepted delay could save must not raise the delay of the others.
        let maximum = self.limits.maximum.nanoseconds
        let jitter = self.transits.map { $0 &- base }.filter { $0 <= maximum }.sorted()
        guard jitter.count >= Self.initialCount else { return }
        let percentile = jitter[(jitter.count * 95 - 1) / 100]
        self.target = min(max(percentile, self.limits.minimum.nanoseconds), maximum)
    }
}

extension Instant {
    /// Nanoseconds since `captureTime` on the sender's clock; nil for times no clock can show, which
    /// leaves every sum below free of overflow.
    func transit(since captureTime: UInt64) -> Int64? {
        guard captureTime < 1 << 52, abs(self.nanoseconds) < 1 << 62 else { return nil }
        return self.nanoseconds - Int64(captureTime) * 1000
    }
}
