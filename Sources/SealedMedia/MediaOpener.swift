/// A receiver's side of sealed media: the keys of one sender.
///
/// Give it every wrapped key that the sender sends (`accept`), and every message (`open`). It keeps
/// two generations of keys: the present one and the one before, for frames still on their way when
/// the sender renewed; `forgetPrevious` ends that earlier.
package struct MediaOpener {
    /// How far ahead of the last key seen a frame may be, in ratchet steps. A higher number finds
    /// a sender again that was silent while more people joined; each step costs a forger's victim
    /// some microseconds per forged frame.
    package static let stepsAheadMaximum = 64
    /// Replaced generations that are remembered, so that a replayed envelope can't bring one back.
    package static let replacedGenerationsMaximum = 256

    private var current: KeyGeneration?
    private var previous: KeyGeneration?
    /// Generations replaced since the opener was made, the newest last.
    private var replaced: [UInt32] = []
    private let context = OpeningContext()

    package init() {}

    /// Takes a key that the sender wrapped for this device.
    ///
    /// The same key again, or an earlier step of the present generation, changes nothing. Throws
    /// `.replayed` for a generation that was replaced before, `.wrongSignature` or `.forged` for
    /// an envelope of somebody else, for somebody else, or for another conference.
    package mutating func accept(
        _ wrapped: [UInt8], from sender: DeviceIdentity, to recipient: DeviceKeys,
        context: KeyContext
    ) throws(SealingError) {
        let envelope = try KeyEnvelope(
            unwrapping: wrapped, from: sender, to: recipient, context: context)
        let generation = envelope.number.generation
        guard !self.replaced.contains(generation) else { throw .replayed }
        guard let current = self.current else {
            self.current = KeyGeneration(envelope)
            return
        }
        if generation == current.generation {
            self.current?.accept(envelope)
            return
        }
        if self.replaced.count == Self.replacedGenerationsMaximum { self.replaced.removeFirst() }
        self.replaced.append(current.generation)
        self.previous = current
        self.current = KeyGeneration(envelope)
    }

    /// Forgets the keys before the last renewal; call it once frames of before are late anyway.
    package mutating func forgetPrevious() {
        self.previous = nil
    }

    /// The payload of a message whose first `metadataLength` bytes are the clear metadata.
    package mutating func open(
        _ message: Span<UInt8>, metadataLength: Int
    ) throws(SealingError) -> [UInt8] {
        let frame = try SealedFrame(parsing: message, metadataLength: metadataLength)
        let generation = frame.header.keyID >> UInt64(KeyNumber.stepBits)
        if let current = self.current, current.generation == generation {
            return try self.current!.open(frame, of: message, with: self.context)
        }
        if let previous = self.previous, previous.generation == generation {
            return try self.previous!.open(frame, of: message, with: self.context)
        }
        throw .unknownKey(frame.header.keyID)
    }

    /// `open` for arrays.
    package mutating func open(
        _ message: [UInt8], metadataLength: Int
    ) throws(SealingError) -> [UInt8] {
        try self.open(message.span, metadataLength: metadataLength)
    }
}
