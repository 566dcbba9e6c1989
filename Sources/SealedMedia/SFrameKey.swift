internal import Crypto

/// What a base key becomes for one key ID (RFC 9605, section 4.4.2), for the cipher suite
/// AES_256_GCM_SHA512_128.
struct SFrameKey: Sendable, Equatable {
    /// The suite's number in the IANA registry.
    static let cipherSuite: UInt16 = 0x0005
    static let keyLength = 32
    /// The nonce's length, and so the salt's.
    static let nonceLength = 12
    static let tagLength = 16
    /// Length of a base key: what SHA-512 gives (Nh).
    static let baseKeyLength = 64

    let keyID: UInt64
    let key: [UInt8]
    let salt: [UInt8]

    init(keyID: UInt64, baseKey: [UInt8]) {
        let secret = HKDF<SHA512>.extract(
            inputKeyMaterial: SymmetricKey(data: baseKey), salt: [UInt8]())
        let suffix = keyID.bigEndianBytes + Self.cipherSuite.bigEndianBytes
        func expand(_ label: String, _ count: Int) -> [UInt8] {
            HKDF<SHA512>.expand(
                pseudoRandomKey: secret, info: Array(label.utf8) + suffix, outputByteCount: count
            ).octets
        }
        self.keyID = keyID
        self.key = expand("SFrame 1.0 Secret key ", Self.keyLength)
        self.salt = expand("SFrame 1.0 Secret salt ", Self.nonceLength)
    }

    /// The base key of the next ratchet step (section 5.1); there is no way back.
    static func ratchet(_ baseKey: [UInt8]) -> [UInt8] {
        let secret = HKDF<SHA512>.extract(
            inputKeyMaterial: SymmetricKey(data: baseKey), salt: [UInt8]())
        return HKDF<SHA512>.expand(
            pseudoRandomKey: secret, info: Array("SFrame 1.0 Ratchet".utf8),
            outputByteCount: Self.baseKeyLength
        ).octets
    }

    /// The salt XOR the counter, right-aligned (section 4.4.3).
    func nonce(_ counter: UInt64) -> [UInt8] {
        var nonce = self.salt
        for index in 0..<8 {
            nonce[Self.nonceLength - 1 - index] ^= UInt8(truncatingIfNeeded: counter >> (8 * index))
        }
        return nonce
    }
}

extension SymmetricKey {
    var octets: [UInt8] {
        unsafe self.withUnsafeBytes { unsafe Array($0) }
    }
}
