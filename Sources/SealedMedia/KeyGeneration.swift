/// The keys of one generation that a receiver still opens frames with.
struct KeyGeneration: Sendable {
    /// Ratchet steps kept, the newest included. A sender's video may still wait in a queue when its
    /// voice is a few steps on; older keys have to go, or ratcheting would protect nothing.
    static let stepsKept = 4

    private struct Step: Sendable {
        let number: KeyNumber
        let key: SFrameKey
        var window = ReplayWindow()

        init(_ number: KeyNumber, baseKey: [UInt8]) {
            self.number = number
            self.key = SFrameKey(keyID: number.keyID, baseKey: baseKey)
        }
    }

    /// Never empty, in order, the newest last.
    private var steps: [Step]
    /// The newest step's; the ones before can't be had from it.
    private var baseKey: [UInt8]

    init(_ envelope: KeyEnvelope) {
        self.steps = [Step(envelope.number, baseKey: envelope.baseKey)]
        self.baseKey = envelope.baseKey
    }

    var generation: UInt32 { self.newest.generation }

    private var newest: KeyNumber { self.steps[self.steps.count - 1].number }

    /// Takes a later step of this generation; an earlier one says nothing new.
    mutating func accept(_ envelope: KeyEnvelope) {
        guard envelope.number.step > self.newest.step else { return }
        self.append([Step(envelope.number, baseKey: envelope.baseKey)], baseKey: envelope.baseKey)
    }

    /// The frame's payload; the window and the keys move only if the frame is genuine.
    mutating func open(
        _ frame: SealedFrame, of message: Span<UInt8>, with context: OpeningContext
    ) throws(SealingError) -> [UInt8] {
        let keyID = frame.header.keyID
        if let index = self.steps.lastIndex(where: { $0.number.keyID == keyID }) {
            guard self.steps[index].window.isFresh(frame.header.counter) else { throw .replayed }
            let payload = try context.open(frame, of: message, key: self.steps[index].key)
            self.steps[index].window.record(frame.header.counter)
            return payload
        }
        var (ahead, baseKey) = try self.stepsAhead(to: keyID)
        let last = ahead.count - 1
        let payload = try context.open(frame, of: message, key: ahead[last].key)
        ahead[last].window.record(frame.header.counter)
        self.append(ahead, baseKey: baseKey)
        return payload
    }

    /// The steps after the newest, up to the one with this key ID.
    private func stepsAhead(
        to keyID: UInt64
    ) throws(SealingError) -> (steps: [Step], baseKey: [UInt8]) {
        let distance =
            UInt8(truncatingIfNeeded: keyID) &- UInt8(truncatingIfNeeded: self.newest.step)
        guard distance <= MediaOpener.stepsAheadMaximum else { throw .unknownKey(keyID) }
        var number = self.newest
        var baseKey = self.baseKey
        var steps: [Step] = []
        for remaining in (0..<Int(distance)).reversed() {
            number = number.ratcheted
            baseKey = SFrameKey.ratchet(baseKey)
            if remaining < Self.stepsKept { steps.append(Step(number, baseKey: baseKey)) }
        }
        return (steps, baseKey)
    }

    private mutating func append(_ steps: [Step], baseKey: [UInt8]) {
        self.steps = Array((self.steps + steps).suffix(Self.stepsKept))
        self.baseKey = baseKey
    }
}
