public import Units

/// What the kernel says of a connection (Linux: `TCP_INFO`, `SIOCOUTQ`) at one moment.
public struct LinkSample: Sendable, Hashable {
    /// Bytes that the peer has acknowledged since the connection began (`tcpi_bytes_acked`).
    public var acknowledged: UInt64
    /// Bytes handed over and not acknowledged, wherever they wait: in an event loop's write buffer,
    /// unsent in the kernel, or on the way.
    public var outstanding: ByteCount
    /// Smoothed by the kernel (`tcpi_rtt`).
    public var roundTrip: Duration

    public init(acknowledged: UInt64, outstanding: ByteCount, roundTrip: Duration) {
        self.acknowledged = acknowledged
        self.outstanding = outstanding
        self.roundTrip = roundTrip
    }
}

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
    public static let delayTarget: Duration = .milliseconds(25)
    /// One fragment and one segment: less stops and goes on a slow link.
    static let windowMinimum = 4096 + 1448
    /// What the window follows before anything was sent, bit/s; so the first one is about 10 segments
    /// (RFC 6928) at 100 ms.
    static let usedInitial = 1_000_000
    /// Never outstanding, whatever is measured: more than any link that carries video needs.
    static let windowMaximum = 1 << 20
    /// The window follows twice what is used, so that a picture need not wait for the one before.
    static let usedFactor = 2
    /// Use is counted in so long pieces, and the largest of them fades by an eighth with each.
    static let usedInterval: Duration = .milliseconds(250)
    /// The rate is the mean over so much time in which the link was busy.
    private static let rateTime = 0.150
    /// Without progress for longer the link stands still, and its rate is not known.
    private static let stallTime: Duration = .seconds(1)
    /// A receiver may keep back the acknowledgement of less than two segments (RFC 1122, 4.2.3.2),
    /// on Linux for 40 ms: what that took says nothing about the link.
    private static let delayedBytes = 2 * 1448
    /// The lowest delay is looked for in spans of this length, as BBR does.
    private static let baseInterval: Duration = .seconds(10)
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
    // Bytes and seconds of busy time, fading.
    private var busyBytes = 0.0
    private var busySeconds = 0.0
    // A write to an idle link, which tells the link's rate alone.
    private var trainStart: Instant?
    private var trainBytes = 0
    private var trainRates = (newest: 0, older: 0)
    private var trainTurn = Instant.start
    // The lowest delay from write to acknowledgement, in nanoseconds.
    private var base: Int64?
    private var baseCandidate = Int64.max
    private var baseTurn: Instant?
    private var drainEnd: Instant?
    // Use.
    private var usedBytes = 0
    private var usedTurn: Instant?
    private var used = Self.usedInitial

    public init() {}

    /// Round trip without a queue; 100 ms before anything is known.
    public var baseDelay: Duration { .nanoseconds(self.base ?? 100_000_000) }

    /// Bit/s that the link delivers when it is busy; nil until it was.
    public var rate: Int? {
        guard self.busySeconds >= 0.02 else { return nil }
        return Int(min(self.busyBytes * 8 / self.busySeconds, 1e10))
    }

    /// Bit/s that single bursts to the idle link were delivered with in the last seconds; never more
    /// than the link has, but often less. 0 if there were none.
    public var burstRate: Int { max(self.trainRates.newest, self.trainRates.older) }

    /// Bit/s that are used: the most in a quarter of a second, fading.
    public var usedRate: Int { self.used }

    /// Most that may be outstanding.
    public var window: ByteCount {
        let follow = self.used * Self.usedFactor
        let rate = min(self.rate ?? follow, follow)
        var delay = Double(self.base ?? 100_000_000) / 1e9
        delay = self.drainEnd == nil ? delay + Self.delayTarget.seconds : delay / 2
        let bytes = Int(Double(rate) / 8 * delay)
        return ByteCount(min(max(bytes, Self.windowMinimum), Self.windowMaximum))
    }

    /// How long the oldest byte on its way has been there beyond the round trip: queueing that is
    /// known of before any acknowledgement comes. Zero when nothing is on its way.
    public func lateness(at now: Instant) -> Duration {
        guard let oldest = self.writes.first else { return .zero }
        return max(.zero, now - oldest.at - self.baseDelay)
    }

    /// Notes that bytes were handed to the connection.
    mutating func wrote(_ count: Int, at now: Instant) {
        if self.writes.isEmpty {
            self.trainStart = now
            self.trainBytes = 0
        }
        self.trainBytes += count
        self.handed &+= UInt64(count)
        self.writes.append(Write(end: self.handed, at: now))
        self.usedBytes += count
    }

    /// Takes a look at the connection; as often as every 5 ms while anything is outstanding.
    mutating func observe(_ sample: LinkSample, at now: Instant) {
        self.countUse(at: now)
        let outstanding = UInt64(max(0, sample.outstanding.bytes))
        let arrived = self.handed &- min(self.handed, outstanding)
        let progress = Int(
            clamping: sample.acknowledged
                &- min(
                    self.acknowledged ?? sample.acknowledged, sample.acknowledged))
        self.acknowledged = sample.acknowledged
        if progress > 0 { self.countBusy(progress, at: now) }
        if arrived > self.arrived || self.writes.isEmpty {
            self.arrived = max(arrived, self.arrived)
            self.lastProgress = now
        }
        while let oldest = self.writes.first, oldest.end <= self.arrived {
            self.observeDelay((now - oldest.at).nanoseconds, at: now)
            _ = self.writes.popFirst()
        }
        self.observeDelay(sample.roundTrip.nanoseconds, at: now)
        if self.writes.isEmpty { self.endTrain(at: now) }
    }

    private mutating func countUse(at now: Instant) {
        let turn = self.usedTurn ?? now
        self.usedTurn = turn
        let elapsed = now - turn
        guard elapsed >= Self.usedInterval else { return }
        let rate = Int(Double(self.usedBytes) * 8 / elapsed.seconds)
        self.used = max(rate, self.used - self.used / 8)
        self.usedBytes = 0
        self.usedTurn = now
    }

    /// The link was busy from when the oldest byte should have been acknowledged.
    private mutating func countBusy(_ bytes: Int, at now: Instant) {
        guard let oldest = self.writes.first,
            Int(self.handed &- self.arrived) >= Self.delayedBytes
        else { return }
        let start = max(self.lastProgress, oldest.at + self.baseDelay)
        let time = now - start
        guard time > .zero, time < Self.stallTime else { return }
        let keep = Self.rateTime / (Self.rateTime + time.seconds)
        self.busyBytes = self.busyBytes * keep + Double(bytes)
        self.busySeconds = self.busySeconds * keep + time.seconds
    }

    private mutating func endTrain(at now: Instant) {
        defer { self.trainStart = nil }
        if now - self.trainTurn >= .seconds(1) {
            self.trainRates = (newest: 0, older: self.trainRates.newest)
            self.trainTurn = now
        }
        guard let start = self.trainStart, self.trainBytes >= 1000 else { return }
        let time = max(0.001, (now - start - self.baseDelay).seconds)
        self.trainRates.newest = max(
            self.trainRates.newest, Int(Double(self.trainBytes) * 8 / time))
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
            guard now - turn >= Self.baseInterval else { return }
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
