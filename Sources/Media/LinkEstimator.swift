public import Units

/// What a connection's link can carry, and how much may be on its way.
///
/// **The queue belongs to us, neither into the kernel nor into the network.** A bottleneck may hold
/// seconds of data, and TCP fills whatever there is. So never more is outstanding than the link
/// delivers in its own round trip and a small delay on top (the cap of BBR, "BBR: Congestion-Based
/// Congestion Control", 2016; the delay target of LEDBAT, RFC 6817), and if less is used than the
/// link has, the cap follows what is used: a link may lose nine tenths of its rate at any moment,
/// and what is on its way then takes ten times as long.
public struct LinkEstimator: Sendable {
    /// Delay that we may cause in the network, on top of the round trip. More carries a little more
    /// on a link whose rate wobbles; less makes voice sooner.
    public static let delayTarget: Duration = .nanoseconds(delayTargetNanoseconds)
    private static let delayTargetNanoseconds: Int64 = 10_000_000
    /// The round trip before anything is known.
    private static let baseInitial: Int64 = 100_000_000
    /// One fragment and one segment: less stops and goes on a slow link.
    static let windowMinimum = 4096 + 1448
    /// On a near and fast path a picture of so many bytes goes as one: at this rate it is gone in
    /// 16 ms, and pieces would cost a write, a timer and a look each.
    static let nearWindowMinimum = 16 << 10
    /// Bit/s.
    static let nearRateMinimum = 8_000_000
    /// Nanoseconds: a local network, not the way to one.
    static let nearDelayMaximum: Int64 = 2_000_000
    /// What the window follows before anything was sent, bit/s; so the first one is about 10 segments
    /// (RFC 6928) at 100 ms.
    static let usedInitial = 1_000_000
    /// Never outstanding, whatever is measured: more than any link that carries video needs.
    static let windowMaximum = 1 << 20
    /// Use is counted in so long pieces, and the largest of them fades by an eighth with each.
    private static let usedInterval: Int64 = 250_000_000
    /// While more waits than goes, use is taken to grow by a quarter in this time.
    private static let openInterval: Int64 = 30_000_000
    static let usedMaximum = 100_000_000
    /// The rate is the mean over so much time in which the link was busy.
    private static let rateTime = 0.150
    /// Without progress for longer the link stands still, and its rate is not known.
    private static let stallTime: Int64 = 1_000_000_000
    /// A busy link this long ago says nothing about the link as it is now.
    private static let rateAge: Int64 = 2_000_000_000
    /// A receiver may keep back the acknowledgement of up to a segment (RFC 1122, 4.2.3.2; on Linux
    /// for 40 ms): what that took says nothing about the link.
    private static let delayedBytes = 1448 + 1
    /// Fewer bytes than this are no burst: their time is mostly that of the acknowledgement.
    static let burstBytes = 1000
    /// Looks further apart than this say too little about when something was acknowledged.
    private static let lookInterval: Int64 = 12_000_000
    /// Bursts are remembered for one to two of these.
    private static let burstInterval: Int64 = 1_000_000_000
    /// No clock of ours is worth more.
    private static let burstTimeMinimum: Int64 = 1_000_000
    /// The lowest delay is looked for in spans of this length, as BBR does.
    private static let baseInterval: Int64 = 10_000_000_000
    /// A lowest delay above the old one by so much is believed only after the queue was drained.
    private static let baseSlack: Int64 = 5_000_000

    private struct Write: Sendable {
        /// Bytes handed over, this write included.
        var end: UInt64
        var at: Instant
    }

    private var writes = Fifo<Write>()
    private var handed: UInt64 = 0
    /// Of `handed`, what has arrived as far as is known.
    private var arrived: UInt64 = 0
    private var acknowledged: UInt64?
    private var lastProgress = Instant.start
    private var lastLook = Instant.start
    // Bytes and seconds of busy time, fading.
    private var busyBytes = 0.0
    private var busySeconds = 0.0
    private var lastBusy = Instant.start
    private var burstRates = (newest: 0, older: 0)
    private var burstTurn = Instant.start
    // The lowest delay from write to acknowledgement, in nanoseconds.
    private var base: Int64?
    private var baseCandidate = Int64.max
    private var baseTurn: Instant?
    private var drainEnd: Instant?
    // Use.
    private var usedBytes = 0
    private var usedTurn: Instant?
    private var used = Self.usedInitial
    private var lastOpening = Instant.start

    public init() {}

    /// Round trip without a queue; 100 ms before anything is known.
    public var baseDelay: Duration { .nanoseconds(self.baseNanoseconds) }

    /// Bit/s that the link delivers when it is busy; nil until it was.
    public var rate: Int? {
        guard self.busySeconds > 0 else { return nil }
        return Int(min(self.busyBytes * 8 / self.busySeconds, 1e10))
    }

    /// Bit/s that single bursts to the idle link were delivered with in the last seconds; never more
    /// than the link has, but often less. 0 if there were none.
    public var burstRate: Int { max(self.burstRates.newest, self.burstRates.older) }

    /// Bit/s that are used: the most in a quarter of a second, fading.
    public var usedRate: Int { self.used }

    /// Most that may be outstanding.
    public var window: ByteCount {
        let rate = min(self.rate ?? .max, self.used)
        let bytes = Int(Double(rate) * Double(self.windowDelay) / 8e9)
        let least = self.isNear ? Self.nearWindowMinimum : Self.windowMinimum
        return ByteCount(min(max(bytes, least), Self.windowMaximum))
    }

    /// Whether the path is short and was seen to be fast: a local network, or the same machine.
    private var isNear: Bool {
        self.isShort && max(self.rate ?? 0, self.burstRate) >= Self.nearRateMinimum
    }

    /// Whether the path is short: there is little between two looks to be learned of it.
    var isShort: Bool { self.baseNanoseconds < Self.nearDelayMaximum }

    /// Nanoseconds for which the window holds; never zero.
    private var windowDelay: Int64 {
        let base = self.baseNanoseconds
        return self.drainEnd == nil ? base + Self.delayTargetNanoseconds : max(1, base / 2)
    }

    /// Whether it's what is used that keeps the window small, and not what the link carries.
    var isFollowing: Bool { self.used < self.rate ?? .max }

    /// Nanoseconds that the oldest byte on its way has been there beyond the round trip: queueing that
    /// is known of before any acknowledgement comes. Zero when nothing is on its way.
    func latenessNanoseconds(at now: Instant) -> Int64 {
        guard let oldest = self.writes.first else { return 0 }
        return max(0, now.nanoseconds &- oldest.at.nanoseconds &- self.baseNanoseconds)
    }

    private var baseNanoseconds: Int64 { self.base ?? Self.baseInitial }

    /// Notes that bytes were handed to the connection.
    mutating func wrote(_ count: Int, at now: Instant) {
        self.handed &+= UInt64(count)
        self.writes.append(Write(end: self.handed, at: now))
        self.usedBytes += count
    }

    /// More is to be sent at once than the window lets go.
    mutating func open(at now: Instant) {
        guard now.since(self.lastOpening) >= Self.openInterval else { return }
        self.lastOpening = now
        // What the smallest window lets through is the least that makes a difference.
        let least = Self.windowMinimum * 8_000_000_000 / Int(self.windowDelay)
        self.used = min(max(self.used, least) * 5 / 4, Self.usedMaximum)
    }

    /// Takes a look at the connection; every few milliseconds while a burst is on its way.
    mutating func observe(_ sample: LinkSample, at now: Instant) {
        self.countUse(at: now)
        if now.since(self.lastBusy) > Self.rateAge, !self.isStalled(at: now) {
            (self.busyBytes, self.busySeconds) = (0, 0)
        }
        let outstanding = UInt64(max(0, sample.outstanding.bytes))
        let arrived = self.handed &- min(self.handed, outstanding)
        let before = min(self.acknowledged ?? sample.acknowledged, sample.acknowledged)
        let progress = Int(clamping: sample.acknowledged - before)
        self.acknowledged = sample.acknowledged
        // The base delay first: a burst is measured by it.
        let arrivedNow = max(arrived, self.arrived)
        var count = 0
        while let write = self.writes[count], write.end <= arrivedNow {
            self.observeDelay(now.since(write.at), at: now)
            count += 1
        }
        self.observeDelay(sample.roundTrip.nanoseconds, at: now)
        if progress > 0 { self.countBusy(progress, at: now) }
        if arrived > self.arrived || self.writes.isEmpty { self.lastProgress = now }
        self.arrived = arrivedNow
        for _ in 0..<count { _ = self.writes.popFirst() }
        self.lastLook = now
    }

    private func isStalled(at now: Instant) -> Bool {
        self.latenessNanoseconds(at: now) > Self.stallTime
    }

    private mutating func countUse(at now: Instant) {
        let turn = self.usedTurn ?? now
        self.usedTurn = turn
        let elapsed = now.since(turn)
        guard elapsed >= Self.usedInterval else { return }
        let rate = Int(Double(self.usedBytes) * 8e9 / Double(elapsed))
        // Nothing can be used of a link that stands still.
        let faded = self.isStalled(at: now) ? self.used : self.used - self.used / 8
        self.used = max(rate, faded)
        self.usedBytes = 0
        self.usedTurn = now
    }

    /// Since when the link has had so many bytes to deliver that were written long enough ago, and
    /// how many bytes were kept back before; nil if it hasn't.
    private func busyStart(with bytes: Int) -> (start: Instant, kept: Int, isFresh: Bool)? {
        var kept = 0
        var place = 0
        while let write = self.writes[place] {
            let due = Int(write.end &- self.arrived)
            if due >= bytes {
                let start = Instant(nanoseconds: write.at.nanoseconds &+ self.baseNanoseconds)
                let isFresh = start > self.lastProgress
                return isFresh ? (start, kept, true) : (self.lastProgress, 0, false)
            }
            kept = due
            place += 1
        }
        return nil
    }

    private mutating func countBusy(_ bytes: Int, at now: Instant) {
        if let busy = self.busyStart(with: Self.delayedBytes), now > busy.start,
            now.since(self.lastLook) <= Self.lookInterval
        {
            let elapsed = now.since(busy.start)
            guard elapsed < Self.stallTime else { return }
            let time = Double(elapsed) / 1e9
            let keep = Self.rateTime / (Self.rateTime + time)
            self.busyBytes = self.busyBytes * keep + Double(max(0, bytes - busy.kept))
            self.busySeconds = self.busySeconds * keep + time
            self.lastBusy = now
        }
        if now.since(self.burstTurn) >= Self.burstInterval {
            self.burstRates = (newest: 0, older: self.burstRates.newest)
            self.burstTurn = now
        }
        // A burst that met no other tells the link's rate alone.
        if let burst = self.busyStart(with: Self.burstBytes), burst.isFresh, now > burst.start,
            bytes - burst.kept >= Self.burstBytes
        {
            let time = Double(max(Self.burstTimeMinimum, now.since(burst.start))) / 1e9
            let delivered = Double(bytes - burst.kept)
            let rate = Int(delivered * 8 / time)
            self.burstRates.newest = max(self.burstRates.newest, rate)
            // The link has become faster since it was last busy.
            if let known = self.rate, rate > 2 * known {
                (self.busyBytes, self.busySeconds) = (delivered, time)
            }
        }
    }

    private mutating func observeDelay(_ delay: Int64, at now: Instant) {
        guard delay > 0 else { return }
        self.baseCandidate = min(self.baseCandidate, delay)
        self.base = min(self.base ?? delay, delay)
        let turn = self.baseTurn ?? now
        self.baseTurn = turn
        if let end = self.drainEnd {
            guard now >= end else { return }
        } else {
            guard now.since(turn) >= Self.baseInterval else { return }
            if self.baseCandidate > (self.base ?? 0) + Self.baseSlack {
                // Perhaps the path is longer now, perhaps it's only us: look at an empty queue.
                self.drainEnd = now + max(.milliseconds(200), .nanoseconds(2 * delay))
                return
            }
        }
        self.base = self.baseCandidate
        self.baseCandidate = .max
        self.baseTurn = now
        self.drainEnd = nil
    }
}

extension Instant {
    /// Nanoseconds since an earlier instant; for what is done at every look at a connection, where the
    /// 128 bits of a `Duration` are felt.
    func since(_ earlier: Instant) -> Int64 { self.nanoseconds &- earlier.nanoseconds }
}
