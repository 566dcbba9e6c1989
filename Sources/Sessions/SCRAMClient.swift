/// The client of SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677), bound by tls-exporter (RFC 9266).
package struct SCRAMClient: Sendable {
    /// What the password has to go through.
    package struct Parameters: Sendable, Hashable {
        package var salt: [UInt8]
        package var iterations: Int
    }

    /// The client-first-message.
    package let first: [UInt8]
    private let bare: String
    private let header: String
    private let binding: [UInt8]
    private let nonce: String
    private let primitives: SCRAMPrimitives
    private var serverFirst = ""
    private var combinedNonce = ""
    private var serverSignature: [UInt8] = []

    /// - Parameters:
    ///   - nonce: at least 18 random bytes.
    ///   - binding: 32 bytes exported from TLS.
    package init(
        account: String, nonce: [UInt8], binding: [UInt8], primitives: SCRAMPrimitives
    ) {
        self.init(
            account: account, nonce: Base64.encode(nonce), header: "p=tls-exporter,,",
            binding: binding, primitives: primitives)
    }

    /// Any header and nonce, for the published vectors.
    init(
        account: String, nonce: String, header: String, binding: [UInt8],
        primitives: SCRAMPrimitives,
    ) {
        let escaped = account.map { $0 == "=" ? "=3D" : $0 == "," ? "=2C" : String($0) }.joined()
        self.bare = "n=\(escaped),r=\(nonce)"
        self.header = header
        self.first = Array((header + self.bare).utf8)
        self.binding = binding
        self.nonce = nonce
        self.primitives = primitives
    }

    /// Takes the server-first-message.
    package mutating func challenge(_ message: [UInt8]) throws(SCRAMError) -> Parameters {
        let text = try SCRAMAttributes.text(of: message)
        var attributes = try SCRAMAttributes(text)
        let nonce = try attributes.next("r")
        let salt = try Base64.decode(attributes.next("s"))
        let count = try attributes.next("i")
        try attributes.end()
        guard nonce.hasPrefix(self.nonce), nonce.utf8.count > self.nonce.utf8.count else {
            throw .nonceDoesNotContinue
        }
        guard let salt, (1...64).contains(salt.count), let iterations = Int(count) else {
            throw .malformed
        }
        guard SCRAMIterations.accepted.contains(iterations) else {
            throw .iterationsOutOfRange(iterations)
        }
        self.serverFirst = String(text)
        self.combinedNonce = String(nonce)
        return Parameters(salt: salt, iterations: iterations)
    }

    /// Makes the client-final-message.
    package mutating func prove(with keys: SCRAMKeys) -> [UInt8] {
        let bound = Base64.encode(Array(self.header.utf8) + self.binding)
        let withoutProof = "c=\(bound),r=\(self.combinedNonce)"
        let authMessage = Array("\(self.bare),\(self.serverFirst),\(withoutProof)".utf8)
        let storedKey = self.primitives.sha256(keys.clientKey)
        let signature = self.primitives.hmacSHA256(storedKey, authMessage)
        let proof = zip(keys.clientKey, signature).map { $0 ^ $1 }
        self.serverSignature = self.primitives.hmacSHA256(keys.serverKey, authMessage)
        return Array("\(withoutProof),p=\(Base64.encode(proof))".utf8)
    }

    /// Whether the server-final-message proves that the server knows the account's keys.
    package func isGenuine(_ message: [UInt8]) -> Bool {
        guard !self.serverSignature.isEmpty else { return false }
        let expected = Array("v=\(Base64.encode(self.serverSignature))".utf8)
        return ConstantTime.areEqual(message, expected)
    }
}
