internal import COpenSSL
package import Sessions

/// SHA-256 and what is built on it, by OpenSSL.
enum Digest {
    /// Bytes of every result.
    static let length = 32

    static func sha256(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.length)
        let isDone =
            unsafe EVP_Digest(
                message, message.count, &digest, nil, EVP_sha256(), nil) == 1
        precondition(isDone, "SHA-256 is part of every OpenSSL")
        return digest
    }

    static func hmacSHA256(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Self.length)
        let result = unsafe HMAC(
            EVP_sha256(), key, Int32(key.count), message, message.count, &code, nil)
        let isDone = unsafe result != nil
        precondition(isDone, "HMAC with SHA-256 is part of every OpenSSL")
        return code
    }

    static func pbkdf2SHA256(_ password: [UInt8], _ salt: [UInt8], _ iterations: Int) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: Self.length)
        let isDone = unsafe password.withUnsafeBytes { password in
            unsafe PKCS5_PBKDF2_HMAC(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(password.count),
                salt, Int32(salt.count), Int32(clamping: iterations), EVP_sha256(),
                Int32(Self.length), &key) == 1
        }
        precondition(isDone, "PBKDF2 with SHA-256 is part of every OpenSSL")
        return key
    }
}

/// SHA-256 of what comes piece by piece.
@safe package struct RunningDigest: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("no memory for a digest")
        }
        unsafe self.context = context
        let isDone = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        precondition(isDone, "SHA-256 is part of every OpenSSL")
    }

    deinit { unsafe EVP_MD_CTX_free(self.context) }

    package mutating func update(_ bytes: [UInt8]) {
        let isDone = unsafe EVP_DigestUpdate(self.context, bytes, bytes.count) == 1
        precondition(isDone, "SHA-256 takes any number of bytes")
    }

    /// The 32 bytes; nothing can be added after it.
    package consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Digest.length)
        let isDone = unsafe EVP_DigestFinal_ex(self.context, &digest, nil) == 1
        precondition(isDone, "SHA-256 is part of every OpenSSL")
        return digest
    }
}

extension SCRAMPrimitives {
    /// The hash functions of SCRAM by OpenSSL.
    package static let openSSL = SCRAMPrimitives(
        sha256: { Digest.sha256($0) },
        hmacSHA256: { Digest.hmacSHA256($0, $1) },
        pbkdf2SHA256: { Digest.pbkdf2SHA256($0, $1, $2) })
}
