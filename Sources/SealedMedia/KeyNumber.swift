/// Which of a sender's keys: the generation and how often it was ratcheted.
///
/// A frame names it by the SFrame key ID (RFC 9605, section 5.1), which has room for the step's
/// last eight bits:
///
///      31                    8 7             0
///     +-----------------------+---------------+
///     | generation (24 bits)  | ratchet step  |
///     +-----------------------+---------------+
///
/// The generation is random at a process start and counts up, modulo 2^24, with every renewal.
/// Numbers belong to a sender: two participants may use the same one.
struct KeyNumber: Sendable, Hashable {
    static let generationBits = 24
    static let stepBits = 8
    static let generationMaximum: UInt32 = 1 << generationBits - 1

    var generation: UInt32
    var step: UInt32

    /// The SFrame key ID.
    var keyID: UInt64 {
        UInt64(self.generation) << UInt64(Self.stepBits)
            | UInt64(UInt8(truncatingIfNeeded: self.step))
    }

    /// The same generation, one ratchet step later.
    var ratcheted: KeyNumber { KeyNumber(generation: self.generation, step: self.step &+ 1) }

    /// The next generation's first key.
    var renewed: KeyNumber {
        KeyNumber(generation: (self.generation &+ 1) & Self.generationMaximum, step: 0)
    }
}
