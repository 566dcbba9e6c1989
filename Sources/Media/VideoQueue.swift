internal import Units
internal import Wire

/// The video that waits for one connection: a queue for each stream, taken from by class.
struct VideoQueue: Sendable {
    /// A piece, or (without bytes) a message that was not let in, kept in its place because what
    /// follows depends on it.
    struct Entry: Sendable {
        var bytes: [UInt8]
        var added: Instant
        var head: PictureHead
        var isFirst: Bool
        var isLast: Bool
    }

    struct Stream: Sendable {
        let id: StreamID
        var entries = Fifo<Entry>()
        var gate = PictureGate()
        var rates = LayerRates()
        /// By the receiver's picture; nil: it doesn't look.
        var cap: Int?
        var step: LayerStep?
        /// The highest layer that was told of as being sent.
        var told: Int?
        /// The message that is arriving, if it is let in.
        var arriving: PictureHead?
        /// By layer: when a switch point was asked for.
        var asked: [Instant?] = Array(repeating: nil, count: MediaHeader.layerCountMaximum)
        /// The newest picture above the base needed nothing below it, T0 aside.
        var standsAlone = false
    }

    private var streams: [Stream?] = []
    private var indices: [StreamID: Int] = [:]
    /// Streams that have something, by the class of what is first in them: base, switch points,
    /// enhancement.
    private var ready = [Fifo<Int>(), Fifo<Int>(), Fifo<Int>()]
    private static let classes: [SendScheduler.Class] = [.base, .switchPoint, .enhancement]
    private(set) var size = 0
    private var lastTurn: Instant?

    init() {}

    var isEmpty: Bool { self.ready.allSatisfy(\.isEmpty) }

    // MARK: In

    mutating func add(
        _ piece: MediaPiece, limits: SendLimits, counters: inout SendScheduler.Counters,
        at now: Instant
    ) {
        // A stream that nobody asked for has no place.
        guard let index = self.indices[piece.stream], self.streams[index] != nil else {
            return counters.dropped[SendScheduler.DropReason.unwanted.rawValue] += 1
        }
        let head = PictureHead(piece.header)
        self.streams[index]!.rates.count(
            piece.bytes.count, spatialLayer: piece.header.spatialLayer,
            temporalLayer: piece.header.temporalLayer)
        self.streams[index]!.learn(head)
        if self.size + piece.bytes.count > limits.video.bytes {
            for other in self.indices.values {
                self.dropHeads(of: other, limits, &counters, at: now)
            }
        }
        let reason = self.refusal(of: piece, head, index, limits)
        let wasEmpty = self.streams[index]!.entries.isEmpty
        if let reason {
            counters.dropped[reason.rawValue] += 1
            let isBegun = self.streams[index]!.arriving != nil
            self.streams[index]!.arriving = nil
            guard piece.isFirst || isBegun else { return }
            if wasEmpty {
                self.streams[index]!.gate.fail()
                self.streams[index]!.gate.drop(head)
                return
            }
        } else {
            self.streams[index]!.arriving = piece.isLast ? nil : head
        }
        let bytes = reason == nil ? piece.bytes : []
        self.size += bytes.count
        self.streams[index]!.entries.append(
            Entry(
                bytes: bytes, added: now, head: head, isFirst: piece.isFirst || reason != nil,
                isLast: piece.isLast))
        if wasEmpty { self.ready[self.readyIndex(head)].append(index) }
    }

    private func refusal(
        of piece: MediaPiece, _ head: PictureHead, _ index: Int, _ limits: SendLimits
    ) -> SendScheduler.DropReason? {
        guard let stream = self.streams[index] else { return .unwanted }
        if !piece.isFirst, stream.arriving != head { return .dependent }
        if !stream.sends(head) { return .unwanted }
        if self.size + piece.bytes.count > limits.video.bytes { return .full }
        if piece.isFirst, stream.entries.isEmpty, !stream.gate.allows(head) { return .dependent }
        return nil
    }

    mutating func want(_ id: StreamID, layer: Int?) {
        let index: Int
        if let known = self.indices[id] {
            index = known
        } else {
            guard layer != nil else { return }
            index = self.streams.firstIndex { $0 == nil } ?? self.streams.count
            if index == self.streams.count { self.streams.append(nil) }
            self.streams[index] = Stream(id: id)
            self.indices[id] = index
        }
        self.streams[index]!.cap = layer.map { min(max($0, 0), MediaHeader.layerCountMaximum - 1) }
    }

    mutating func forget(_ participant: UInt32) {
        for (id, index) in self.indices where id.participant == participant {
            while let entry = self.streams[index]?.entries.popFirst() {
                self.size -= entry.bytes.count
            }
            self.streams[index] = nil
            self.indices[id] = nil
            for kind in self.ready.indices {
                var rest = Fifo<Int>()
                while let other = self.ready[kind].popFirst() {
                    if other != index { rest.append(other) }
                }
                self.ready[kind] = rest
            }
        }
    }

    // MARK: Choosing

    /// Decides what is sent of each stream.
    mutating func choose(
        budget: Int, speakers: [UInt32], limits: SendLimits, news: inout [SendScheduler.News],
        isMoving: Bool, at now: Instant
    ) {
        self.turnRates(at: now)
        let order = self.order(speakers)
        let demands = order.compactMap { self.streams[$0]?.demand }
        let steps = LayerChoice.steps(for: demands, budget: budget)
        for (index, step) in zip(order, steps) { self.streams[index]?.step = step }
        for index in self.streams.indices {
            guard self.streams[index] != nil else { continue }
            if self.streams[index]?.cap == nil { self.streams[index]?.step = nil }
            self.streams[index]?.report(&news, limits, isMoving: isMoving, at: now)
        }
    }

    /// Streams that are looked at: content, then who speaks, then the rest.
    private func order(_ speakers: [UInt32]) -> [Int] {
        let places = self.streams.indices.filter { self.streams[$0]?.cap != nil }
        func rank(_ index: Int) -> Int {
            guard let id = self.streams[index]?.id else { return .max }
            if id.kind == .content { return -1 }
            return speakers.firstIndex(of: id.participant) ?? speakers.count
        }
        return places.map { (rank($0), $0) }.sorted { $0 < $1 }.map(\.1)
    }

    private mutating func turnRates(at now: Instant) {
        let last = self.lastTurn ?? now
        self.lastTurn = last
        guard now - last >= .milliseconds(500) else { return }
        for index in self.streams.indices {
            self.streams[index]?.rates.turn(seconds: (now - last).seconds)
        }
        self.lastTurn = now
    }

    // MARK: Out

    /// How long the oldest piece has waited.
    func age(at now: Instant) -> Duration {
        var oldest = now
        for index in self.indices.values {
            guard let first = self.streams[index]?.entries.first else { continue }
            oldest = min(oldest, first.added)
        }
        return now - oldest
    }

    /// Takes the next piece that fits and drops what is not to be sent before it.
    mutating func take(
        room: Int, limits: SendLimits, counters: inout SendScheduler.Counters, at now: Instant
    ) -> (SendScheduler.Class, [UInt8])? {
        for kind in self.ready.indices {
            while let index = self.ready[kind].first {
                self.dropHeads(of: index, limits, &counters, at: now)
                guard let entry = self.streams[index]?.entries.first,
                    self.readyIndex(entry.head) == kind
                else {
                    self.requeue(kind, index)
                    continue
                }
                guard entry.bytes.count <= room else { return nil }
                _ = self.streams[index]?.entries.popFirst()
                self.size -= entry.bytes.count
                self.streams[index]?.send(entry)
                if entry.isLast || self.streams[index]?.entries.isEmpty ?? true {
                    self.requeue(kind, index)
                }
                return (Self.classes[kind], entry.bytes)
            }
        }
        return nil
    }

    /// The stream goes to the end of the class of what is first in it now.
    private mutating func requeue(_ kind: Int, _ index: Int) {
        _ = self.ready[kind].popFirst()
        guard let first = self.streams[index]?.entries.first else { return }
        self.ready[self.readyIndex(first.head)].append(index)
    }

    /// Drops from the front what is not to be sent.
    private mutating func dropHeads(
        of index: Int, _ limits: SendLimits, _ counters: inout SendScheduler.Counters,
        at now: Instant
    ) {
        while let entry = self.streams[index]?.entries.first,
            let reason = self.streams[index]?.refusal(of: entry, limits, at: now)
        {
            if !entry.bytes.isEmpty { counters.dropped[reason.rawValue] += 1 }
            self.size -= entry.bytes.count
            _ = self.streams[index]?.entries.popFirst()
        }
    }

    private func readyIndex(_ head: PictureHead) -> Int {
        if head.spatialLayer == 0 { return 0 }
        return head.isStart ? 1 : 2
    }
}

extension VideoQueue.Stream {
    /// What the stream asks of the layer choice.
    var demand: LayerChoice.Demand? {
        guard let cap = self.cap else { return nil }
        let running = (0..<MediaHeader.layerCountMaximum).last { self.gate.isRunning($0) } ?? -1
        // One layer more at a time, and not before the last one runs.
        return LayerChoice.Demand(
            highestLayer: min(cap, running + 1), current: self.step,
            standsAlone: self.standsAlone, rates: self.rates)
    }

    /// Notes what a picture says about the structure of the stream.
    mutating func learn(_ head: PictureHead) {
        guard head.temporalLayer > 0, head.spatialLayer > 0,
            Int(head.spatialLayer) == self.step?.spatialLayer
        else { return }
        self.standsAlone = !head.flags.contains(.usesLayerBelow)
    }

    /// Tells of a change of what is sent, and of a layer that can't begin by itself.
    mutating func report(
        _ news: inout [SendScheduler.News], _ limits: SendLimits, isMoving: Bool, at now: Instant
    ) {
        if self.told != self.step?.spatialLayer {
            self.told = self.step?.spatialLayer
            news.append(.receives(self.id, layer: self.told))
        }
        // While nothing moves a start would only be late too.
        guard isMoving, let highest = self.step?.spatialLayer, !self.gate.isRunning(highest),
            let layer = (0...highest).first(where: { !self.gate.isRunning($0) })
        else { return }
        if let last = self.asked[layer], now - last < limits.switchPointInterval { return }
        self.asked[layer] = now
        news.append(.needsSwitchPoint(self.id, layer: layer))
    }

    /// Whether the layer choice has use for the message.
    func sends(_ head: PictureHead) -> Bool {
        guard let step = self.step else { return false }
        if Int(head.spatialLayer) == step.spatialLayer {
            return Int(head.temporalLayer) <= step.temporalLayer
        }
        guard Int(head.spatialLayer) < step.spatialLayer else { return false }
        // A layer that stands by itself needs those below for switch points only, which are T0.
        let isAlone = self.standsAlone && self.gate.isRunning(step.spatialLayer)
        return Int(head.temporalLayer) <= (isAlone ? 0 : step.temporalLayer)
    }

    /// Why the first entry is not to be sent; nil if it is.
    mutating func refusal(
        of entry: VideoQueue.Entry, _ limits: SendLimits, at now: Instant
    ) -> SendScheduler.DropReason? {
        if entry.isFirst { self.gate.fail() }
        let age = now - entry.added
        let isBase = entry.head.spatialLayer == 0 && !entry.head.flags.contains(.discardable)
        let isLate = age > (isBase ? limits.baseAge : limits.enhancementAge)
        let isUnwanted = entry.bytes.isEmpty || !self.sends(entry.head)
        let isUseless =
            entry.isFirst ? !self.gate.allows(entry.head) : self.gate.open != entry.head
        guard isLate || isUnwanted || isUseless else { return nil }
        if entry.isFirst { self.gate.drop(entry.head) } else { self.gate.fail() }
        return isLate ? .late : isUnwanted ? .unwanted : .dependent
    }

    /// Notes that the first entry goes out.
    mutating func send(_ entry: VideoQueue.Entry) {
        if entry.isFirst { self.gate.begin(entry.head) }
        if entry.isLast { self.gate.complete() }
    }
}
