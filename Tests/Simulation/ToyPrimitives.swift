package import Sessions

extension SCRAMPrimitives {
    /// A fast mixing function in place of SHA-256: the simulation is about order and loss, and runs
    /// thousands of logins. The real functions are tested with the published vectors.
    package static let toy = SCRAMPrimitives(
        sha256: { Self.mix($0, seed: 1) },
        hmacSHA256: { key, message in Self.mix(key + [0xFF] + message, seed: 2) },
        pbkdf2SHA256: { password, salt, iterations in
            Self.mix(password + [0xFE] + salt, seed: UInt64(iterations))
        })

    private static func mix(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
        var words: [UInt64] = [seed, seed &+ 1, seed &+ 2, seed &+ 3]
        for (index, byte) in bytes.enumerated() {
            words[index & 3] = (words[index & 3] ^ UInt64(byte)) &* 0x100_0000_01B3
            words[(index + 1) & 3] ^= words[index & 3] >> 29
        }
        for index in 0..<16 {
            words[index & 3] =
                (words[index & 3] ^ words[(index + 3) & 3] >> 31) &* 0x9E37_79B9_7F4A_7C15
        }
        return words.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }
}
