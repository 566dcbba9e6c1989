internal import Units
internal import Wire

/// The video that waits for one connection: a queue for each stream, taken from by class.
struct VideoQueue: Sendable {
    /// Nanoseconds after which pieces are late.
    struct Ages: Sendable {
        let base: Int64
        let enhancement: Int64
    }

    private static let classes: [SendScheduler.Class] = [.base, .switchPoint, .enhancement]
    /// Rates of layers are counted in so long pieces: several cycles of the temporal pattern.
    private static let rateInterval: Duration = .milliseconds(500)

    /// Others may go so often before a piece that doesn't fit: less lets one large picture hold all
    /// small ones up, more lets small ones take the room that it waits for.
    private static let passCountMaximum = 4

    private let ages: Ages
    private let sizeMaximum: Int
    private let switchPointInterval: Duration
    private var streams: [VideoStream] = []
    private var places: [StreamID: Int] = [:]
    /// Streams that have something, each once, by the class of what is first in them. One may have
    /// lost it to `dropLate` since: that is found out when it is its turn.
    private var ready = [Fifo<Int>(), Fifo<Int>(), Fifo<Int>()]
    private(set) var size = 0
    private var lastTurn: Instant?

    init(limits: SendLimits) {
        self.ages = Ages(
            base: limits.baseAge.nanoseconds, enhancement: limits.enhancementAge.nanoseconds)
        self.sizeMaximum = limits.video.bytes
        self.switchPointInterval = limits.switchPointInterval
    }

    var isEmpty: Bool {
        self.ready[0].isEmpty && self.ready[1].isEmpty && self.ready[2].isEmpty
    }

    // MARK: In

    mutating func add(
        _ piece: MediaPiece, counters: inout SendScheduler.Counters, at now: Instant
    ) {
        // A stream that nobody asked for has no place.
        guard let place = self.places[piece.stream] else { return counters.drop(.unwanted) }
        self.dropFirsts(of: place, &counters, at: now)
        let end = self.size + piece.bytes.count
        if end > self.sizeMaximum { self.dropLate(&counters, at: now) }
        let hasRoom = self.size + piece.bytes.count <= self.sizeMaximum
        if let reason = self.streams[place].add(piece, hasRoom: hasRoom, at: now) {
            counters.drop(reason)
        } else {
            self.size += piece.bytes.count
        }
        if !self.streams[place].isReady { self.makeReady(place) }
    }

    /// The stream, if it has something, goes to the end of the class of what is first in it.
    private mutating func makeReady(_ place: Int) {
        let first = self.streams[place].entries.first
        self.streams[place].isReady = first != nil
        if let first { self.ready[Self.readiness(of: first.head)].append(place) }
    }

    private mutating func dropLate(_ counters: inout SendScheduler.Counters, at now: Instant) {
        for place in self.streams.indices { self.dropFirsts(of: place, &counters, at: now) }
    }

    /// Whether that changes anything.
    mutating func want(_ id: StreamID, layer: Int?) -> Bool {
        let cap = layer.map { min(max($0, 0), MediaHeader.layerCountMaximum - 1) }
        if let place = self.places[id] {
            guard self.streams[place].cap != cap else { return false }
            self.streams[place].cap = cap
            return true
        }
        guard cap != nil else { return false }
        var stream = VideoStream(id)
        stream.cap = cap
        if let place = self.streams.firstIndex(where: { $0.id == nil }) {
            self.streams[place] = stream
            self.places[id] = place
        } else {
            self.places[id] = self.streams.count
            self.streams.append(stream)
        }
        return true
    }

    mutating func forget(_ participant: UInt32) {
        let gone = self.places.filter { $0.key.participant == participant }
        for (id, place) in gone {
            while let entry = self.streams[place].drop() { self.size -= entry.bytes.count }
            self.streams[place] = VideoStream()
            self.places[id] = nil
        }
        let isGone = Set(gone.values)
        for kind in self.ready.indices {
            var rest = Fifo<Int>()
            while let place = self.ready[kind].popFirst() {
                if !isGone.contains(place) { rest.append(place) }
            }
            self.ready[kind] = rest
        }
    }

    // MARK: Out

    /// Nanoseconds that the oldest piece has waited.
    func age(at now: Instant) -> Int64 {
        guard !self.isEmpty else { return 0 }
        var oldest = now
        for place in self.streams.indices {
            if let first = self.streams[place].entries.first { oldest = min(oldest, first.added) }
        }
        return now.since(oldest)
    }

    /// Takes the next piece that fits and drops what is not to be sent before it.
    mutating func take(
        room: Int, counters: inout SendScheduler.Counters, at now: Instant
    ) -> (SendScheduler.Class, [UInt8])? {
        var kind = 0
        while kind < Self.classes.count {
            guard let place = self.ready[kind].first else {
                kind += 1
                continue
            }
            self.dropFirsts(of: place, &counters, at: now)
            guard let first = self.streams[place].entries.first,
                Self.readiness(of: first.head) == kind
            else {
                // What comes first in it now may be of a class that was looked at before.
                self.requeue(place, from: kind)
                kind = 0
                continue
            }
            guard first.bytes.count <= room else {
                guard self.letOthersPass(of: kind, room: room) else { return nil }
                continue
            }
            _ = self.streams[place].send()
            self.streams[place].passCount = 0
            self.size -= first.bytes.count
            if first.isLast || self.streams[place].entries.isEmpty {
                self.requeue(place, from: kind)
            }
            return (Self.classes[kind], first.bytes)
        }
        return nil
    }

    /// Brings the first stream whose piece fits to the front of its class; false: there is none, or
    /// one before it was passed often enough.
    private mutating func letOthersPass(of kind: Int, room: Int) -> Bool {
        var stuck = 0
        while let place = self.ready[kind][stuck], let first = self.streams[place].entries.first,
            first.bytes.count > room
        {
            guard self.streams[place].passCount < Self.passCountMaximum else { return false }
            stuck += 1
        }
        guard stuck < self.ready[kind].count else { return false }
        for _ in 0..<stuck {
            guard let place = self.ready[kind].popFirst() else { break }
            self.streams[place].passCount += 1
            self.ready[kind].append(place)
        }
        return true
    }

    /// The stream goes to the end of the class of what is first in it now.
    private mutating func requeue(_ place: Int, from kind: Int) {
        _ = self.ready[kind].popFirst()
        self.makeReady(place)
    }

    private mutating func dropFirsts(
        of place: Int, _ counters: inout SendScheduler.Counters, at now: Instant
    ) {
        while let reason = self.streams[place].refusal(ages: self.ages, at: now),
            let entry = self.streams[place].drop()
        {
            // What was not let in is counted already.
            if !entry.bytes.isEmpty { counters.drop(reason) }
            self.size -= entry.bytes.count
        }
    }

    /// The place of a message's class in `classes`.
    private static func readiness(of head: PictureHead) -> Int {
        if head.spatialLayer == 0 { return 0 }
        return head.isStart ? 1 : 2
    }

    // MARK: Choosing

    /// Decides what is sent of each stream.
    mutating func choose(
        budget: Int, speakers: [UInt32], news: inout [SendScheduler.News], isMoving: Bool,
        at now: Instant
    ) {
        self.turnRates(at: now)
        let order = self.order(speakers)
        let steps = LayerChoice.steps(
            for: order.compactMap { self.streams[$0].demand }, budget: budget)
        for (place, step) in zip(order, steps) { self.streams[place].step = step }
        for place in self.streams.indices {
            if self.streams[place].cap == nil { self.streams[place].step = nil }
            self.streams[place].report(
                &news, interval: self.switchPointInterval, isMoving: isMoving, at: now)
        }
    }

    /// Streams that are looked at: content, then who speaks, then the rest.
    private func order(_ speakers: [UInt32]) -> [Int] {
        func rank(_ id: StreamID?) -> Int {
            guard let id else { return .max }
            if id.kind == .content { return -1 }
            return speakers.firstIndex(of: id.participant) ?? speakers.count
        }
        return self.streams.indices.filter { self.streams[$0].cap != nil }
            .map { (rank(self.streams[$0].id), $0) }.sorted { $0 < $1 }.map(\.1)
    }

    private mutating func turnRates(at now: Instant) {
        let last = self.lastTurn ?? now
        self.lastTurn = last
        guard now - last >= Self.rateInterval else { return }
        for place in self.streams.indices {
            self.streams[place].turnRates(seconds: (now - last).seconds)
        }
        self.lastTurn = now
    }
}
