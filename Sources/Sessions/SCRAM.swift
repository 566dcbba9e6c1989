/// The hash functions that SCRAM needs, given by the shell; all over SHA-256.
package struct SCRAMPrimitives: Sendable {
    package var sha256: @Sendable (_ message: [UInt8]) -> [UInt8]
    package var hmacSHA256: @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]
    /// 32 bytes of PBKDF2 (RFC 8018).
    package var pbkdf2SHA256:
        @Sendable (_ password: [UInt8], _ salt: [UInt8], _ iterations: Int) -> [UInt8]

    package init(
        sha256: @escaping @Sendable (_ message: [UInt8]) -> [UInt8],
        hmacSHA256: @escaping @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8],
        pbkdf2SHA256:
            @escaping @Sendable (
                _ password: [UInt8], _ salt: [UInt8], _ iterations: Int
            ) -> [UInt8],
    ) {
        self.sha256 = sha256
        self.hmacSHA256 = hmacSHA256
        self.pbkdf2SHA256 = pbkdf2SHA256
    }
}

/// How many rounds of PBKDF2 a password goes through.
package enum SCRAMIterations {
    /// Paid by the client at a login with a password (OWASP 2023 for PBKDF2-HMAC-SHA256).
    package static let standard = 600_000
    /// What a client accepts: less would weaken the password, more would keep the machine busy.
    package static let accepted = 4096...10_000_000
}

/// What a client may keep instead of a password: good for this salt and count only (RFC 5802, §3).
package struct SCRAMKeys: Sendable, Hashable {
    package var salt: [UInt8]
    package var iterations: Int
    package var clientKey: [UInt8]
    package var serverKey: [UInt8]

    package static func derive(
        password: [UInt8], salt: [UInt8], iterations: Int, primitives: SCRAMPrimitives
    ) -> SCRAMKeys {
        let salted = primitives.pbkdf2SHA256(password, salt, iterations)
        return SCRAMKeys(
            salt: salt, iterations: iterations,
            clientKey: primitives.hmacSHA256(salted, Array("Client Key".utf8)),
            serverKey: primitives.hmacSHA256(salted, Array("Server Key".utf8)))
    }

    package func fits(_ parameters: SCRAMClient.Parameters) -> Bool {
        self.salt == parameters.salt && self.iterations == parameters.iterations
    }

    /// For a private file: both keys, the count (big-endian), the salt.
    package var serialized: [UInt8] {
        let count = (0..<4).map { UInt8(truncatingIfNeeded: self.iterations >> (24 - 8 * $0)) }
        return self.clientKey + self.serverKey + count + self.salt
    }

    package init?(serialized: [UInt8]) {
        guard serialized.count > 68, serialized.count <= 68 + 64 else { return nil }
        self.clientKey = Array(serialized[0..<32])
        self.serverKey = Array(serialized[32..<64])
        self.iterations = serialized[64..<68].reduce(0) { $0 << 8 | Int($1) }
        self.salt = Array(serialized[68...])
    }

    private init(salt: [UInt8], iterations: Int, clientKey: [UInt8], serverKey: [UInt8]) {
        self.salt = salt
        self.iterations = iterations
        self.clientKey = clientKey
        self.serverKey = serverKey
    }
}

extension SCRAMCredential {
    /// What a server keeps of a password.
    package static func make(
        password: [UInt8], salt: [UInt8], iterations: Int, primitives: SCRAMPrimitives
    ) -> SCRAMCredential {
        let keys = SCRAMKeys.derive(
            password: password, salt: salt, iterations: iterations, primitives: primitives)
        return SCRAMCredential(keys, primitives: primitives)
    }

    package init(_ keys: SCRAMKeys, primitives: SCRAMPrimitives) {
        self.init(
            salt: keys.salt, iterations: keys.iterations,
            storedKey: primitives.sha256(keys.clientKey), serverKey: keys.serverKey)
    }
}

/// A SCRAM message that is not what RFC 5802 says; in a client, the server's fault.
package enum SCRAMError: Error, Sendable, Hashable {
    case malformed
    case nonceDoesNotContinue
    case iterationsOutOfRange(Int)
}

/// The attributes of a SCRAM message, in order: `n=user,r=nonce`.
struct SCRAMAttributes {
    /// The longest message that is read, in bytes.
    static let lengthMaximum = 2048

    private var fields: ArraySlice<(name: Character, value: Substring)>

    init(_ text: Substring) throws(SCRAMError) {
        guard text.utf8.count <= Self.lengthMaximum else { throw .malformed }
        var fields: [(name: Character, value: Substring)] = []
        for field in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let name = field.first, name.isASCII, name.isLetter,
                field.dropFirst().first == "="
            else { throw .malformed }
            fields.append((name, field.dropFirst(2)))
        }
        self.fields = fields[...]
    }

    /// The next attribute's value; its name has to be the given one.
    mutating func next(_ name: Character) throws(SCRAMError) -> Substring {
        guard let field = self.fields.popFirst(), field.name == name else { throw .malformed }
        return field.value
    }

    /// Nothing may follow: we know no extensions.
    func end() throws(SCRAMError) {
        guard self.fields.isEmpty else { throw .malformed }
    }

    /// Strict UTF-8.
    static func text(of bytes: [UInt8]) throws(SCRAMError) -> Substring {
        guard bytes.count <= Self.lengthMaximum,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .malformed }
        return text[...]
    }
}
