package import Units

/// A queue, a bottleneck that takes from it at a rate, and a way of constant delay behind it.
///
/// Conditions may change at any moment: what is half through the bottleneck goes on at the new rate,
/// what is behind it arrives in any case.
package struct Bottleneck<Item: Sendable>: Sendable {
    package private(set) var conditions: LinkConditions
    /// Bytes that wait for the bottleneck.
    package private(set) var queued = ByteCount(0)
    private var waiting: [(item: Item, size: Int)] = []
    private var waitingStart = 0
    /// Of the first that waits, what has not passed yet.
    private var restBits = 0.0
    private var arriving: [(item: Item, at: Instant)] = []
    private var arrivingStart = 0
    /// Up to when everything is worked out.
    private var clock = Instant.start

    package init(_ conditions: LinkConditions) {
        self.conditions = conditions
    }

    /// Whether the queue takes any more.
    package var hasRoom: Bool { self.queued < self.conditions.queue }

    package mutating func change(_ conditions: LinkConditions, at now: Instant) {
        self.advance(to: now)
        self.conditions = conditions
    }

    package mutating func add(_ item: Item, size: ByteCount, at now: Instant) {
        self.advance(to: now)
        if self.waitingStart == self.waiting.count { self.restBits = Double(size.bytes) * 8 }
        self.waiting.append((item, size.bytes))
        self.queued = ByteCount(self.queued.bytes + size.bytes)
        self.advance(to: now)
    }

    /// The next that has arrived by now.
    package mutating func next(at now: Instant) -> Item? {
        self.advance(to: now)
        guard self.arrivingStart < self.arriving.count,
            self.arriving[self.arrivingStart].at <= now
        else { return nil }
        defer {
            self.arrivingStart += 1
            if self.arrivingStart == self.arriving.count {
                self.arriving.removeAll(keepingCapacity: true)
                self.arrivingStart = 0
            }
        }
        return self.arriving[self.arrivingStart].item
    }

    /// When to ask again though nothing is added.
    package var deadline: Instant? {
        let arrival =
            self.arrivingStart < self.arriving.count ? self.arriving[self.arrivingStart].at : nil
        guard self.waitingStart < self.waiting.count, !self.conditions.isStalled else {
            return arrival
        }
        let passage = self.clock + self.restTime
        return arrival.map { min($0, passage) } ?? passage
    }

    /// How long the first that waits still takes.
    private var restTime: Duration {
        guard let rate = self.conditions.rate else { return .zero }
        return .seconds(self.restBits / Double(max(1, rate.bitsPerSecond)))
    }

    private mutating func advance(to now: Instant) {
        while self.waitingStart < self.waiting.count, !self.conditions.isStalled {
            let passage = self.clock + self.restTime
            guard passage <= now else { break }
            let (item, size) = self.waiting[self.waitingStart]
            self.arriving.append((item, passage + self.conditions.delay))
            self.queued = ByteCount(self.queued.bytes - size)
            self.waitingStart += 1
            self.clock = passage
            if self.waitingStart == self.waiting.count {
                self.waiting.removeAll(keepingCapacity: true)
                self.waitingStart = 0
            } else {
                self.restBits = Double(self.waiting[self.waitingStart].size) * 8
            }
        }
        guard self.clock < now else { return }
        if self.waitingStart < self.waiting.count, !self.conditions.isStalled,
            let rate = self.conditions.rate
        {
            self.restBits -= (now - self.clock).seconds * Double(rate.bitsPerSecond)
        }
        self.clock = now
    }
}
