internal import Units
internal import Wire

/// One stream's pictures that wait for one connection, in the order in which they came.
struct VideoStream: Sendable {
    /// A piece, or (without bytes) a message that was not let in, kept in its place because what
    /// follows depends on it.
    struct Entry: Sendable {
        var bytes: [UInt8]
        var head: PictureHead
        var isFirst: Bool
        var isLast: Bool
        var added: Instant
    }

    /// Pieces that wait, however small: eight seconds of two layers, thirty a second. Each costs
    /// about a hundred bytes of its own.
    static let entryCountMaximum = 512

    /// What doesn't come at all is asked for a switch point so much more rarely: a request may have
    /// been passed over, but a camera that is off has none to give.
    private static let silentFactor = 16

    /// Nil when the place is free.
    var id: StreamID?
    /// By the receiver's picture; nil: it doesn't look.
    var cap: Int? {
        didSet { self.stopLayers(above: self.cap, before: oldValue) }
    }
    var step: LayerStep? {
        didSet {
            self.stopLayers(above: self.step?.spatialLayer, before: oldValue?.spatialLayer)
        }
    }
    /// Whether it has its turn among those of its class; kept by the queue.
    var isReady = false
    /// How often others went before its first piece, which didn't fit; kept by the queue.
    var passCount = 0
    private(set) var entries = Fifo<Entry>()
    private(set) var gate = PictureGate()
    private(set) var rates = LayerRates()
    /// The highest layer that was told of as being sent.
    private var told: Int?
    /// The message that is arriving, if it is let in.
    private var arriving: PictureHead?
    /// By layer: when a switch point was asked for.
    private var asked: [Instant?] = Array(repeating: nil, count: MediaHeader.layerCountMaximum)
    /// The newest picture above the base needed nothing below it, T0 aside.
    private var standsAlone = false

    init(_ id: StreamID? = nil) {
        self.id = id
    }

    // MARK: In

    /// Takes a piece in; why not, if it's dropped.
    mutating func add(_ piece: MediaPiece, hasRoom: Bool, at now: Instant) -> SendScheduler
        .DropReason?
    {
        let head = PictureHead(piece.header)
        self.rates.count(
            piece.bytes.count, spatialLayer: piece.header.spatialLayer,
            temporalLayer: piece.header.temporalLayer)
        self.learn(head)
        if let reason = self.refusal(of: head, isFirst: piece.isFirst, hasRoom: hasRoom) {
            let isBegun = self.arriving != nil
            self.arriving = nil
            if piece.isFirst || isBegun { self.pass(over: head, at: now) }
            return reason
        }
        self.arriving = piece.isLast ? nil : head
        self.entries.append(
            Entry(
                bytes: piece.bytes, head: head, isFirst: piece.isFirst, isLast: piece.isLast,
                added: now))
        return nil
    }

    private func refusal(
        of head: PictureHead, isFirst: Bool, hasRoom: Bool
    ) -> SendScheduler.DropReason? {
        if !isFirst, self.arriving != head { return .dependent }
        if !self.sends(head) { return .unwanted }
        if !hasRoom || self.entries.count >= Self.entryCountMaximum { return .full }
        if isFirst, self.entries.isEmpty, !self.gate.allows(head) { return .dependent }
        return nil
    }

    /// Notes, in its place, that a message or the rest of one is not let in.
    ///
    /// Of what is passed over in a row only the worst loss of each layer counts, in any order: so a
    /// peer can't fill the queue with what has no size.
    private mutating func pass(over head: PictureHead, at now: Instant) {
        guard !self.entries.isEmpty else {
            self.gate.fail()
            return self.gate.drop(head)
        }
        var place = self.entries.count - 1
        while place >= 0, let entry = self.entries[place], entry.bytes.isEmpty {
            if entry.head.spatialLayer == head.spatialLayer {
                guard head.loss < entry.head.loss else { return }
                return self.entries.replace(
                    at: place,
                    with: Entry(
                        bytes: [], head: head, isFirst: true, isLast: true, added: entry.added))
            }
            place -= 1
        }
        self.entries.append(
            Entry(bytes: [], head: head, isFirst: true, isLast: true, added: now))
    }

    /// Notes what a picture says about the structure of the stream.
    private mutating func learn(_ head: PictureHead) {
        guard head.temporalLayer > 0, head.spatialLayer > 0,
            Int(head.spatialLayer) == self.step?.spatialLayer
        else { return }
        self.standsAlone = !head.flags.contains(.usesLayerBelow)
    }

    // MARK: Out

    /// Why the first entry is not to be sent; nil if it is.
    mutating func refusal(ages: VideoQueue.Ages, at now: Instant) -> SendScheduler.DropReason? {
        guard let entry = self.entries.first else { return nil }
        if entry.isFirst { self.gate.fail() }
        let isBase = entry.head.spatialLayer == 0 && !entry.head.flags.contains(.discardable)
        let age = now.since(entry.added)
        let isLate = age > (isBase ? ages.base : ages.enhancement)
        let isUnwanted = entry.bytes.isEmpty || !self.sends(entry.head)
        let isUseless =
            entry.isFirst ? !self.gate.allows(entry.head) : self.gate.open != entry.head
        guard isLate || isUnwanted || isUseless else { return nil }
        if entry.isFirst { self.gate.drop(entry.head) } else { self.gate.fail() }
        return isLate ? .late : isUnwanted ? .unwanted : .dependent
    }

    /// Takes the first entry away, not to be sent.
    mutating func drop() -> Entry? { self.entries.popFirst() }

    /// Takes the first entry to send it.
    mutating func send() -> Entry? {
        guard let entry = self.entries.popFirst() else { return nil }
        if entry.isFirst { self.gate.begin(entry.head) }
        if entry.isLast { self.gate.complete() }
        return entry
    }

    /// Whether the layer choice has use for the message.
    private func sends(_ head: PictureHead) -> Bool {
        guard let step = self.step else { return false }
        let layer = Int(head.spatialLayer)
        if layer == step.spatialLayer { return Int(head.temporalLayer) <= step.temporalLayer }
        guard layer < step.spatialLayer else { return false }
        // A layer that stands by itself needs those below for switch points only, which are T0.
        let isAlone = self.standsAlone && self.gate.isRunning(step.spatialLayer)
        return Int(head.temporalLayer) <= (isAlone ? 0 : step.temporalLayer)
    }

    // MARK: Choosing

    /// Whoever brings the stream may leave out the layers that are not sent any more.
    private mutating func stopLayers(above highest: Int?, before: Int?) {
        guard (highest ?? -1) < (before ?? -1) else { return }
        self.gate.stop(above: highest ?? -1)
    }

    mutating func turnRates(seconds: Double) {
        self.rates.turn(seconds: seconds, isSent: self.step != nil)
    }

    /// What the stream asks of the layer choice.
    var demand: LayerChoice.Demand? {
        guard let cap = self.cap else { return nil }
        let running = (0..<MediaHeader.layerCountMaximum).last { self.gate.isRunning($0) } ?? -1
        // One layer more at a time, and not before the last one runs, nor of what doesn't come.
        let next = self.rates.isSilent ? self.step?.spatialLayer ?? 0 : running + 1
        return LayerChoice.Demand(
            highestLayer: min(cap, next), current: self.step,
            standsAlone: self.standsAlone, rates: self.rates)
    }

    /// Tells of a change of what is sent, and of a layer that can't begin by itself.
    mutating func report(
        _ news: inout [SendScheduler.News], interval: Duration, isMoving: Bool, at now: Instant
    ) {
        guard let id = self.id else { return }
        if self.told != self.step?.spatialLayer {
            self.told = self.step?.spatialLayer
            news.append(.receives(id, layer: self.told))
        }
        // While nothing moves a start would only be late too.
        guard isMoving, let highest = self.step?.spatialLayer, !self.gate.isRunning(highest),
            let layer = (0...highest).first(where: { !self.gate.isRunning($0) })
        else { return }
        let pause = self.rates.isSilent ? interval * Self.silentFactor : interval
        if let last = self.asked[layer], now - last < pause { return }
        self.asked[layer] = now
        news.append(.needsSwitchPoint(id, layer: layer))
    }
}
