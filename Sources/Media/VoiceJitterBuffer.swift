public import Units

/// What to do with the next 20 ms of a sender's voice.
public enum VoicePlayout: Sendable, Hashable {
    /// Decode and play this packet.
    case packet([UInt8])
    /// The packet is missing: recover it from the next one's redundancy if that is here, else conceal.
    case lost(next: [UInt8]?)
    /// The sender says nothing, or nothing has arrived for too long to be concealed.
    case silence
}

/// Voice of one sender between arrival and playing: as late as its jitter asks for, and no later.
///
/// **One packet a call of `next`, in the order of their numbers, and the delay only ever returns to
/// the target: after a stall of the link what is too old is skipped, never played faster or later.**
/// A delay above the target by less than 60 ms is taken back packet by packet, which is hardly heard.
public struct VoiceJitterBuffer: Sendable {
    /// One second. A whole stall never fits, nor should it.
    public static let packetCountMaximum = 50
    /// Opus fades its concealment out by then; more of it sounds like a robot.
    public static let concealmentCountMaximum = 5
    static let limits = DelayEstimator.Limits(
        minimum: .milliseconds(20), maximum: .milliseconds(200), initial: .milliseconds(60))
    /// Off the target by more: jump to it at once. Less would jump at every scheduling hiccup.
    static let jumpDistance: Int64 = 60_000_000
    /// Off the target by more: move by one packet. Less would chase the phase of the sound card.
    static let slack: Int64 = 30_000_000
    static let half: Int64 = 10_000_000
    static let block: Int64 = 20_000_000
    /// Calls of `next` between two moves by one packet: 200 ms.
    static let moveInterval = 10
    /// Calls of `next`, a second of them, in which every packet has to be late by a whole block
    /// before one is skipped for a delay that is only a little too long.
    static let trimInterval = 50
    /// A minute of packets: a larger step of the number is a new beginning, not a loss.
    static let numberStepMaximum: Int32 = 3000

    /// What happened so far, for statistics.
    public struct Counters: Sendable, Hashable {
        /// Handed out to be decoded.
        public var played = 0
        /// Never came, or not in time.
        public var lost = 0
        /// Came after their turn.
        public var late = 0
        public var duplicate = 0
        /// Thrown away to bring the delay back.
        public var skipped = 0
        /// Gaps put in to raise the delay.
        public var stretched = 0
        /// Times at which nothing was there to play in the middle of talking.
        public var underruns = 0

        public init() {}
    }

    private struct Packet: Sendable {
        var number: Int64
        var captureTime: UInt64
        var bytes: [UInt8]
    }

    private enum Phase: Sendable {
        /// Nothing is due yet.
        case waiting
        /// The next call wants this number.
        case playing(expected: Int64)
    }

    private var packets: [Packet] = []
    private var estimator = DelayEstimator(limits: Self.limits)
    private var phase = Phase.waiting
    /// The highest number seen; the epoch of 32-bit numbers is counted on from it.
    private var newest: Int64?
    /// Everything below was played or given up.
    private var floor = Int64.min
    private var concealmentCount = 0
    private var callsSinceMove = 0
    /// The smallest lateness since the last move.
    private var leastLateness = Int64.max
    private var lastDelay: Int64?
    /// By how much the newest packet was taken after its turn; negative before it. What stays of it
    /// is the difference of two clocks, for `DriftCorrection`.
    public private(set) var lateness: Duration = .zero
    /// When the newest packet taken was captured, in microseconds on the sender's clock.
    public private(set) var takenCapture: UInt64?
    public private(set) var counters = Counters()

    public init() {}

    /// Packets that wait.
    public var count: Int { self.packets.count }

    /// How much later than the fastest packet could be heard the voice is heard now.
    public var delay: Duration {
        .nanoseconds(max(0, self.lastDelay ?? self.estimator.target))
    }

    /// The delay that recent jitter asks for.
    public var targetDelay: Duration { .nanoseconds(self.estimator.target) }

    /// When sound captured at `captureTime` leaves this buffer; nil before the first packet.
    public func playout(of captureTime: UInt64) -> Instant? {
        guard let offset = self.estimator.offset, captureTime < 1 << 52 else { return nil }
        return Instant(nanoseconds: Int64(captureTime) * 1000) + .nanoseconds(offset)
    }

    /// Takes a packet as it arrives. `captureTime` is in microseconds on the sender's clock.
    public mutating func insert(
        number: UInt32, captureTime: UInt64, packet: [UInt8], at now: Instant
    ) {
        guard let transit = now.transit(since: captureTime) else { return }
        let number = self.extend(number)
        self.estimator.observe(transit: transit, at: now)
        guard number >= self.floor else {
            self.counters.late += 1
            return
        }
        let place = (self.packets.lastIndex { $0.number <= number }).map { $0 + 1 } ?? 0
        if place > 0, self.packets[place - 1].number == number {
            self.counters.duplicate += 1
            return
        }
        self.packets.insert(
            Packet(number: number, captureTime: captureTime, bytes: packet), at: place)
        if self.packets.count > Self.packetCountMaximum {
            self.counters.skipped += 1
            self.floor = self.packets.removeFirst().number + 1
        }
    }

    /// What to play now; called once for every block that the sound card takes.
    public mutating func next(at now: Instant) -> VoicePlayout {
        self.callsSinceMove += 1
        switch self.phase {
        case .waiting: return self.begin(at: now)
        case .playing(let expected): return self.play(expected, at: now)
        }
    }

    /// Gives a 32-bit number its place in an endless count.
    private mutating func extend(_ number: UInt32) -> Int64 {
        guard let newest = self.newest else {
            self.newest = Int64(number)
            return Int64(number)
        }
        let step = Int32(bitPattern: number &- UInt32(truncatingIfNeeded: newest))
        if abs(Int64(step)) > Int64(Self.numberStepMaximum) {
            self.packets.removeAll(keepingCapacity: true)
            self.phase = .waiting
            self.floor = .min
            self.newest = Int64(number)
            return Int64(number)
        }
        let extended = newest + Int64(step)
        self.newest = max(newest, extended)
        return extended
    }

    /// Nanoseconds since the packet's turn; negative before it.
    private func lateness(of packet: Packet, at now: Instant) -> Int64 {
        let transit = now.transit(since: packet.captureTime) ?? 0
        return transit &- (self.estimator.offset ?? 0)
    }

    /// Begins to talk with the packet whose turn is now; what is older is skipped.
    private mutating func begin(at now: Instant) -> VoicePlayout {
        while self.packets.count > 1, self.lateness(of: self.packets[1], at: now) >= -Self.half {
            self.skipFirst()
        }
        self.phase = .waiting
        guard let first = self.packets.first else { return .silence }
        let lateness = self.lateness(of: first, at: now)
        guard lateness >= -Self.half else { return .silence }
        if lateness > Self.jumpDistance {
            self.skipFirst()
            return .silence
        }
        return self.takeFirst(at: now)
    }

    private mutating func play(_ expected: Int64, at now: Instant) -> VoicePlayout {
        guard let first = self.packets.first else { return self.underrun() }
        let lateness = self.lateness(of: first, at: now)
        // What was concealed while nothing was there stood in for as many that are missing now.
        let covered = min(first.number - expected, Int64(self.concealmentCount))
        let expected = expected + covered
        self.counters.lost += Int(covered)
        self.concealmentCount -= Int(covered)
        let gap = first.number - expected
        if lateness > Self.jumpDistance { return self.begin(at: now) }
        if gap > 0, lateness <= Self.slack { return self.conceal(gap: gap, first, at: now) }
        self.counters.lost += Int(gap)
        // Early by more than a move can mend: the sender was silent in between.
        if lateness < -Self.jumpDistance { return self.begin(at: now) }
        self.leastLateness = min(self.leastLateness, lateness)
        switch self.move(lateness) {
        case .none: break
        case .sooner: self.skipFirst()
        case .later:
            self.counters.stretched += 1
            return .lost(next: nil)
        }
        return self.takeFirst(at: now)
    }

    private enum Move {
        case none, sooner, later
    }

    /// Whether to come nearer to the target by one packet now.
    private mutating func move(_ lateness: Int64) -> Move {
        let isTooLong =
            lateness > Self.slack
            || (self.callsSinceMove >= Self.trimInterval && self.leastLateness >= Self.block)
        let isTooShort = lateness < -Self.slack
        guard self.callsSinceMove >= Self.moveInterval, isTooLong || isTooShort,
            isTooShort || self.packets.count > 1
        else {
            if self.callsSinceMove >= Self.trimInterval { self.restartMove() }
            return .none
        }
        self.restartMove()
        return isTooLong ? .sooner : .later
    }

    private mutating func restartMove() {
        self.callsSinceMove = 0
        self.leastLateness = .max
    }

    /// The turn of a packet that isn't here, while a later one is.
    private mutating func conceal(gap: Int64, _ next: Packet, at now: Instant) -> VoicePlayout {
        guard gap <= Int64(Self.concealmentCountMaximum) else {
            self.counters.lost += Int(gap)
            self.floor = next.number
            return self.begin(at: now)
        }
        self.counters.lost += 1
        self.floor = next.number - gap + 1
        self.phase = .playing(expected: self.floor)
        return .lost(next: gap == 1 ? next.bytes : nil)
    }

    private mutating func underrun() -> VoicePlayout {
        if self.concealmentCount == 0 { self.counters.underruns += 1 }
        guard self.concealmentCount < Self.concealmentCountMaximum else {
            self.concealmentCount = 0
            self.phase = .waiting
            return .silence
        }
        self.concealmentCount += 1
        return .lost(next: nil)
    }

    private mutating func skipFirst() {
        self.counters.skipped += 1
        self.floor = self.packets.removeFirst().number + 1
    }

    private mutating func takeFirst(at now: Instant) -> VoicePlayout {
        let packet = self.packets.removeFirst()
        self.counters.played += 1
        self.concealmentCount = 0
        self.floor = packet.number + 1
        self.phase = .playing(expected: self.floor)
        let lateness = self.lateness(of: packet, at: now)
        self.lateness = .nanoseconds(lateness)
        self.lastDelay = lateness &+ self.estimator.target
        self.takenCapture = packet.captureTime
        return .packet(packet.bytes)
    }
}
