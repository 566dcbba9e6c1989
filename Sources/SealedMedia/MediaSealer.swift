internal import Crypto

/// A sender's side of sealed media: one key for all its streams, and one counter.
///
/// **Never two of them for the same key**: a copy would use the same nonces again, so there are no
/// copies. A new sealer has a new random key, hence a restart repeats nothing either.
///
/// When a participant joins, `ratchet`, then give it `wrapped`; the others follow by themselves.
/// When one leaves, `renew`, then give `wrapped` to everybody who stayed.
package struct MediaSealer: ~Copyable {
    /// Frames one key may seal: at 2 KiB each, what an attacker of AES-GCM could win stays below
    /// 2^-50 (σ² / 2^129 for σ blocks). At 1000 frames a second that is seven weeks.
    package static let frameCountMaximum: UInt64 = 1 << 32
    /// The longest payload or metadata: far above any frame, far below what OpenSSL's lengths hold.
    package static let lengthMaximum = 1 << 24

    private var number: KeyNumber
    private var baseKey: [UInt8]
    private var key: SFrameKey
    private var cipher: FrameCipher
    /// The next frame's; never set back.
    private var counter: UInt64 = 0
    /// Frames sealed by the present key.
    private var frameCount: UInt64 = 0

    /// A sealer with a new random key.
    package init() throws(SealingError) {
        let number = KeyNumber(
            generation: UInt32.random(in: 0...KeyNumber.generationMaximum), step: 0)
        try self.init(number: number, baseKey: Self.randomBaseKey())
    }

    init(number: KeyNumber, baseKey: [UInt8]) throws(SealingError) {
        let key = SFrameKey(keyID: number.keyID, baseKey: baseKey)
        self.cipher = try FrameCipher(.sealing, key: key.key)
        self.number = number
        self.baseKey = baseKey
        self.key = key
    }

    /// The message to send: the metadata in clear, then the SFrame header, the encrypted payload
    /// and the tag, all of it authenticated.
    package mutating func seal(
        _ payload: Span<UInt8>, metadata: Span<UInt8>
    ) throws(SealingError) -> [UInt8] {
        guard payload.count <= Self.lengthMaximum, metadata.count <= Self.lengthMaximum else {
            throw .malformed(.frame)
        }
        guard self.frameCount < Self.frameCountMaximum else { throw .exhausted }
        let counter = self.counter
        // Counted before anything can fail: a number is used once, even for a frame that never was.
        self.counter += 1
        self.frameCount += 1
        let header = SFrameHeader(keyID: self.number.keyID, counter: counter).bytes
        return try self.cipher.seal(
            payload, nonce: self.key.nonce(counter), header: header, metadata: metadata)
    }

    /// `seal` for arrays.
    package mutating func seal(
        _ payload: [UInt8], metadata: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        try self.seal(payload.span, metadata: metadata.span)
    }

    /// Moves the key on by one step: who gets the key now can't open what was sealed before.
    ///
    /// Does nothing if the present key has sealed nothing yet, so that a hundred people who join a
    /// silent sender don't run its receivers out of steps.
    package mutating func ratchet() throws(SealingError) {
        guard self.frameCount > 0 else { return }
        try self.replace(self.number.ratcheted, baseKey: SFrameKey.ratchet(self.baseKey))
    }

    /// Makes a new key of a new generation: who has only the old one opens nothing sealed from now.
    package mutating func renew() throws(SealingError) {
        try self.replace(self.number.renewed, baseKey: Self.randomBaseKey())
    }

    /// The present key for one participant, to be sent through the server.
    package func wrapped(
        for recipient: DeviceIdentity, by sender: DeviceKeys, context: KeyContext
    ) throws(SealingError) -> [UInt8] {
        try KeyEnvelope(number: self.number, baseKey: self.baseKey)
            .wrapped(for: recipient, by: sender, context: context)
    }

    /// What the next frame will be sealed with, for tests.
    var nextNonce: (key: [UInt8], nonce: [UInt8]) {
        (self.key.key, self.key.nonce(self.counter))
    }

    private mutating func replace(_ number: KeyNumber, baseKey: [UInt8]) throws(SealingError) {
        let key = SFrameKey(keyID: number.keyID, baseKey: baseKey)
        self.cipher = try FrameCipher(.sealing, key: key.key)
        self.number = number
        self.baseKey = baseKey
        self.key = key
        self.frameCount = 0
    }

    private static func randomBaseKey() -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: SFrameKey.baseKeyLength * 8)).octets
    }
}

// @unchecked: the OpenSSL context inside has one owner at a time, as the sealer can't be copied,
// and OpenSSL binds a context to no thread.
extension MediaSealer: @unchecked Sendable {}
