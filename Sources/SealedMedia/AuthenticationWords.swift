internal import COpenSSL

/// Somebody who is given media keys in a conference, as a client was told of it.
package struct KeyHolder: Sendable, Hashable {
    /// As the server calls whoever it is.
    package let account: String
    package let identity: DeviceIdentity
    /// The tag of the ID that the client has made for its stay: 16 bytes.
    package let visit: [UInt8]

    package init(account: String, identity: DeviceIdentity, visit: [UInt8]) {
        self.account = account
        self.identity = identity
        self.visit = visit
    }
}

/// What the people of a conference read aloud to each other, to know that the server has told all of
/// them of the same devices: whoever hears the same words hears nobody in between.
///
/// 88 bits of PBKDF2-HMAC-SHA512 (RFC 8018), as eight words of `WordList`, over the conference and,
/// in the order of their keys, everybody's account, identity key and visit. A server in between has
/// to find two sets of devices with the same words, which takes about 2⁴⁴ tries. It can't begin
/// before the people are there, for a visit's ID is new each time, and each try costs as much as
/// 262 144 blocks of SHA-512.
package struct AuthenticationWords: Sendable, Hashable {
    package static let count = 8
    static let rounds = 131_072
    private static let label = Array("conclave authentication words v1".utf8)
    /// Two to the power of this many words are in the list.
    private static let bitsPerWord = 11

    package let words: [String]

    /// Takes about a tenth of a second.
    ///
    /// - Parameter holders: oneself included, in any order.
    /// - Throws: `.failed` if the library can't.
    package init(conference: String, holders: [KeyHolder]) throws(SealingError) {
        let digest = try Self.digest(of: Self.transcript(conference, holders))
        var bits = digest.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        var words: [String] = []
        for _ in 0..<Self.count {
            let (rest, word) = bits.quotientAndRemainder(dividingBy: UInt128(WordList.words.count))
            words.insert(String(WordList.words[Int(word)]), at: 0)
            bits = rest
        }
        self.words = words
    }

    /// Everything of variable length behind its length, so that no two sets are written the same.
    private static func transcript(_ conference: String, _ holders: [KeyHolder]) -> [UInt8] {
        let entries = holders.map { holder in
            holder.identity.identityKey + Self.measured(holder.visit)
                + Self.measured(Array(holder.account.utf8))
        }
        let sorted = entries.sorted { $0.lexicographicallyPrecedes($1) }
        return sorted.reduce(Self.measured(Array(conference.utf8))) { $0 + $1 }
    }

    private static func measured(_ bytes: [UInt8]) -> [UInt8] {
        UInt32(truncatingIfNeeded: bytes.count).bigEndianBytes + bytes
    }

    private static func digest(of transcript: [UInt8]) throws(SealingError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.count * Self.bitsPerWord / 8)
        let result = unsafe transcript.withUnsafeBytes { transcript in
            unsafe Self.label.withUnsafeBufferPointer { label in
                unsafe digest.withUnsafeMutableBufferPointer { digest in
                    unsafe PKCS5_PBKDF2_HMAC(
                        transcript.baseAddress, Int32(transcript.count), label.baseAddress,
                        Int32(label.count), Int32(Self.rounds), EVP_sha512(),
                        Int32(digest.count), digest.baseAddress)
                }
            }
        }
        guard result == 1 else { throw .openSSL("PKCS5_PBKDF2_HMAC") }
        return digest
    }
}
