import Media
import Units

/// A TCP connection over one bottleneck, in steps of a millisecond; everything follows from the seed.
///
/// What is in it, because it decides what a real link does to us: a bottleneck with a rate that
/// changes and a buffer that fills and overflows, propagation with jitter, a congestion window
/// (slow start, then growth by a segment a round trip, three tenths off after a loss), selective
/// acknowledgements, retransmission timeouts that back off and are undone if they were mistaken,
/// acknowledgements that a receiver keeps back, and a receiver that stops reading until its window is shut.
struct LinkModel {
    struct Settings {
        /// Bit/s from a moment on, in order; 0 is a stall in which the buffer keeps what it has.
        var rates: [(at: Duration, rate: Int)] = [(.zero, 4_000_000)]
        /// Round trip of an empty link.
        var roundTrip: Duration = .milliseconds(30)
        /// Added to the way there, evenly spread; order is kept.
        var jitter: Duration = .zero
        /// What the bottleneck holds before it drops what comes next.
        var buffer = 64_000
        /// Nothing is read from this moment on.
        var readsUntil: Duration = .seconds(3600)
        var receiveBuffer = 128 * 1024
        /// How long the acknowledgement of a single segment may be kept back.
        var acknowledgementDelay: Duration = .milliseconds(40)
    }

    static let segment = 1448
    static let header = 66
    /// TCP_NOTSENT_LOWAT.
    static let lowWatermark = 16 * 1024

    private struct Segment {
        var start: Int
        var end: Int
        var sentAt: Int64
        var isSelected = false
        var isLost = false
        var isRetransmitted = false
    }

    private struct Packet {
        var start: Int
        var end: Int
        var arrival: Int64 = 0
    }

    private struct Acknowledgement {
        var at: Int64
        var next: Int
        var selected: Int
        var window: Int
        var echo: Int64?
    }

    let settings: Settings
    private var random: SeededRandom
    private(set) var now: Int64 = 0
    // Sender.
    private var log: [UInt8] = []
    private var unacknowledged = 0
    private var unsent = 0
    private var flight: [Segment] = []
    private var congestionWindow = 10.0 * Double(segment)
    private var threshold = Double.infinity
    private var recovery = 0
    private var peerWindow = 65_536
    private var smoothed: Int64 = 0
    private var variation: Int64 = 0
    private var timeout: Int64 = 1_000_000_000
    private var lastAdvance: Int64 = 0
    private var beforeTimeout: (congestionWindow: Double, threshold: Double)?
    // Network.
    private var queue: [Packet] = []
    private var queueSize = 0
    private var credit = 0.0
    private var flying: [Packet] = []
    private var acknowledgements: [Acknowledgement] = []
    // Receiver.
    private var received = 0
    private var early: [(start: Int, end: Int)] = []
    private(set) var read = 0
    private var heldSince: Int64?
    private var heldBytes = 0
    private(set) var lostCount = 0

    init(_ settings: Settings, seed: UInt64) {
        self.settings = settings
        self.random = SeededRandom(seed: seed)
    }

    var instant: Instant { Instant(nanoseconds: self.now) }
    var isWritable: Bool { self.log.count - self.unsent < Self.lowWatermark }
    var sample: LinkSample {
        LinkSample(
            acknowledged: UInt64(self.unacknowledged),
            outstanding: ByteCount(self.log.count - self.unacknowledged),
            roundTrip: .nanoseconds(self.smoothed))
    }
    var rate: Int {
        self.settings.rates.last { $0.at.nanoseconds <= self.now }?.rate ?? 0
    }

    mutating func write(_ bytes: [UInt8]) {
        self.log += bytes
        self.transmit()
    }

    /// One millisecond on; what the receiver reads in it.
    mutating func step() -> ArraySlice<UInt8> {
        self.now += 1_000_000
        self.takeAcknowledgements()
        self.checkTimeout()
        self.transmit()
        self.serve()
        self.arrive()
        let end = self.now < self.settings.readsUntil.nanoseconds ? self.received : self.read
        defer { self.read = end }
        return self.log[self.read..<end]
    }

    // MARK: Sender

    private mutating func transmit() {
        var pipe = 0
        for segment in self.flight where !segment.isSelected && !segment.isLost {
            pipe += segment.end - segment.start
        }
        for index in self.flight.indices where self.flight[index].isLost {
            guard pipe + Self.segment <= Int(self.congestionWindow) || pipe == 0 else { return }
            self.flight[index].isLost = false
            self.flight[index].isRetransmitted = true
            self.flight[index].sentAt = self.now
            self.enqueue(self.flight[index].start, self.flight[index].end)
            pipe += self.flight[index].end - self.flight[index].start
        }
        while self.unsent < self.log.count {
            let end = min(self.log.count, self.unsent + Self.segment)
            let isAllowed =
                pipe + (end - self.unsent) <= Int(self.congestionWindow)
                && end - self.unacknowledged <= self.peerWindow
            guard isAllowed else { return }
            if self.flight.isEmpty { self.lastAdvance = self.now }
            self.flight.append(Segment(start: self.unsent, end: end, sentAt: self.now))
            self.enqueue(self.unsent, end)
            pipe += end - self.unsent
            self.unsent = end
        }
    }

    private mutating func enqueue(_ start: Int, _ end: Int) {
        guard self.queueSize + end - start + Self.header <= self.settings.buffer else {
            self.lostCount += 1
            return
        }
        self.queue.append(Packet(start: start, end: end))
        self.queueSize += end - start + Self.header
    }

    private mutating func takeAcknowledgements() {
        while let first = self.acknowledgements.first, first.at <= self.now {
            self.acknowledgements.removeFirst()
            self.peerWindow = first.window
            if let echo = first.echo { self.measure(self.now - echo) }
            if first.next > self.unacknowledged { self.advance(to: first.next) }
            for index in self.flight.indices where self.flight[index].end == first.selected {
                self.flight[index].isSelected = true
            }
            self.markLost()
        }
    }

    private mutating func measure(_ sample: Int64) {
        if self.smoothed == 0 {
            self.smoothed = sample
            self.variation = sample / 2
        } else {
            self.variation += (abs(self.smoothed - sample) - self.variation) / 4
            self.smoothed += (sample - self.smoothed) / 8
        }
        self.timeout = max(200_000_000, self.smoothed + 4 * self.variation)
    }

    private mutating func advance(to next: Int) {
        let inFlight = self.unsent - self.unacknowledged
        let count = Double(next - self.unacknowledged)
        self.unacknowledged = next
        self.lastAdvance = self.now
        self.undoTimeout(next)
        self.flight.removeAll { $0.end <= next }
        // Only a window that was used may grow.
        guard Double(inFlight) >= self.congestionWindow / 2, next >= self.recovery else { return }
        if self.congestionWindow < self.threshold {
            self.congestionWindow += count
        } else {
            self.congestionWindow += Double(Self.segment) * count / self.congestionWindow
        }
    }

    /// What was never sent again has arrived: nothing was lost, it was only late (RFC 5682).
    private mutating func undoTimeout(_ next: Int) {
        guard let before = self.beforeTimeout else { return }
        self.beforeTimeout = nil
        guard self.flight.contains(where: { $0.end <= next && !$0.isRetransmitted }) else { return }
        (self.congestionWindow, self.threshold) = before
        for index in self.flight.indices { self.flight[index].isLost = false }
    }

    private mutating func markLost() {
        guard let newest = self.flight.lastIndex(where: \.isSelected) else { return }
        var isNew = false
        for index in self.flight.indices.prefix(newest).dropLast(2)
        where !self.flight[index].isSelected && !self.flight[index].isLost {
            // What was sent again has a round trip to show itself.
            let age = self.now - self.flight[index].sentAt
            if self.flight[index].isRetransmitted, age < self.smoothed + 4 * self.variation {
                continue
            }
            self.flight[index].isLost = true
            isNew = true
        }
        guard isNew, self.unacknowledged >= self.recovery else { return }
        self.recovery = self.unsent
        self.threshold = max(self.congestionWindow * 0.7, 2 * Double(Self.segment))
        self.congestionWindow = self.threshold
    }

    private mutating func checkTimeout() {
        guard !self.flight.isEmpty, self.now - self.lastAdvance >= self.timeout else { return }
        self.lastAdvance = self.now
        self.timeout = min(self.timeout * 2, 60_000_000_000)
        for index in self.flight.indices where !self.flight[index].isSelected {
            self.flight[index].isLost = true
        }
        if self.beforeTimeout == nil {
            self.beforeTimeout = (self.congestionWindow, self.threshold)
        }
        self.threshold = max(self.congestionWindow / 2, 2 * Double(Self.segment))
        self.congestionWindow = Double(Self.segment)
        self.recovery = self.unsent
    }

    // MARK: Network

    private mutating func serve() {
        self.credit = min(self.credit + Double(self.rate) / 8000, 1e6)
        while let first = self.queue.first, self.rate > 0 {
            let length = Double(first.end - first.start + Self.header)
            guard self.credit >= length else { return }
            self.credit -= length
            self.queue.removeFirst()
            self.queueSize -= Int(length)
            var packet = first
            let jitter = self.settings.jitter.nanoseconds
            let wobble = jitter > 0 ? Int64.random(in: 0...jitter, using: &self.random) : 0
            packet.arrival = max(
                self.now + self.settings.roundTrip.nanoseconds / 2 + wobble,
                self.flying.last?.arrival ?? 0)
            self.flying.append(packet)
        }
        if self.queue.isEmpty { self.credit = 0 }
    }

    // MARK: Receiver

    private mutating func arrive() {
        while let first = self.flying.first, first.arrival <= self.now {
            self.flying.removeFirst()
            let isNext = first.start <= self.received
            if isNext {
                self.received = max(self.received, first.end)
                while let place = self.early.firstIndex(where: { $0.start <= self.received }) {
                    self.received = max(self.received, self.early[place].end)
                    self.early.remove(at: place)
                }
            } else {
                self.early.append((first.start, first.end))
            }
            self.heldBytes += first.end - first.start
            if self.heldSince == nil { self.heldSince = self.now }
            if !isNext || !self.early.isEmpty || self.heldBytes > Self.segment {
                self.acknowledge(selected: first.end)
            }
        }
        if let since = self.heldSince,
            self.now - since >= self.settings.acknowledgementDelay.nanoseconds
        {
            self.acknowledge(selected: 0)
        }
    }

    private mutating func acknowledge(selected: Int) {
        let echo = self.flight.first { $0.end == self.received && !$0.isRetransmitted }?.sentAt
        self.heldSince = nil
        self.heldBytes = 0
        self.acknowledgements.append(
            Acknowledgement(
                at: self.now + self.settings.roundTrip.nanoseconds / 2, next: self.received,
                selected: selected,
                window: max(0, self.settings.receiveBuffer - (self.received - self.read)),
                echo: echo))
    }
}
