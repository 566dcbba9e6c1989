package import Rooms

/// The server of SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677), bound by tls-exporter (RFC 9266).
///
/// An unknown name gets a salt of its own that never changes, and the same work to the end: neither
/// words nor timing tell it from a wrong password (TARGETS K8).
package struct SCRAMServer: Sendable {
    package enum Verdict: Sendable, Hashable {
        case authenticated(AccountName, serverFinal: [UInt8])
        case refused
    }

    /// The name that the client gave, for the log.
    package let name: String
    /// The server-first-message.
    package let challenge: [UInt8]
    private let account: AccountName?
    /// What the account's password was when the login began; another's, that none fits, if there is
    /// no account.
    package let credential: SCRAMCredential
    private let bare: String
    private let header: String
    private let binding: [UInt8]
    private let nonce: String
    private let primitives: SCRAMPrimitives

    /// The name in a client-first-message; nil if it is none, or not bound to TLS.
    package static func name(in first: [UInt8]) -> String? {
        (try? Self.parse(first, header: Self.boundHeader))?.name  // Malformed is nil.
    }

    /// Begins; nil if the client-first-message is none, or not bound to TLS.
    package init?(
        first: [UInt8], account: AccountRecord?, serverSecret: [UInt8], binding: [UInt8],
        nonce: [UInt8], primitives: SCRAMPrimitives,
    ) {
        self.init(
            first: first, account: account, serverSecret: serverSecret, header: Self.boundHeader,
            binding: binding, nonce: Base64.encode(nonce), primitives: primitives)
    }

    /// Any header and nonce, for the published vectors.
    init?(
        first: [UInt8], account: AccountRecord?, serverSecret: [UInt8], header: String,
        binding: [UInt8], nonce: String, primitives: SCRAMPrimitives,
    ) {
        // A malformed message is answered like a wrong password, so nothing of the error is kept.
        guard let parsed = try? Self.parse(first, header: header) else { return nil }
        self.name = parsed.name
        self.account = account?.name
        // Every spelling of a name has one salt, as it has where there is an account.
        let spelled = AccountName(parsed.name)?.text ?? parsed.name
        let falseSalt = primitives.hmacSHA256(serverSecret, Array("salt of \(spelled)".utf8))
        self.credential =
            account?.credential
            ?? SCRAMCredential(
                salt: Array(falseSalt.prefix(16)), iterations: SCRAMIterations.standard,
                storedKey: primitives.hmacSHA256(serverSecret, falseSalt), serverKey: falseSalt)
        self.bare = parsed.bare
        self.header = header
        self.binding = binding
        self.nonce = parsed.nonce + nonce
        self.primitives = primitives
        let salt = Base64.encode(self.credential.salt)
        self.challenge = Array(
            "r=\(self.nonce),s=\(salt),i=\(self.credential.iterations)".utf8)
    }

    /// Takes the client-final-message.
    package mutating func finish(_ message: [UInt8]) -> Verdict {
        let bound = Base64.encode(Array(self.header.utf8) + self.binding)
        let withoutProof = "c=\(bound),r=\(self.nonce)"
        // What can't be read is checked like a wrong proof: the same answer after the same work.
        let proof = (try? Self.proof(in: message, after: withoutProof)) ?? []
        let serverFirst = String(decoding: self.challenge, as: UTF8.self)
        let authMessage = Array("\(self.bare),\(serverFirst),\(withoutProof)".utf8)
        let signature = self.primitives.hmacSHA256(self.credential.storedKey, authMessage)
        let clientKey = zip(signature, proof).map { $0 ^ $1 }
        let isProven = ConstantTime.areEqual(
            self.primitives.sha256(clientKey), self.credential.storedKey)
        let serverSignature = self.primitives.hmacSHA256(self.credential.serverKey, authMessage)
        guard isProven, proof.count == 32, let account = self.account else { return .refused }
        return .authenticated(
            account, serverFinal: Array("v=\(Base64.encode(serverSignature))".utf8))
    }

    private static let boundHeader = "p=tls-exporter,,"

    private static func parse(
        _ first: [UInt8], header: String
    ) throws(SCRAMError) -> (name: String, nonce: String, bare: String) {
        let text = try SCRAMAttributes.text(of: first)
        guard text.hasPrefix(header) else { throw .malformed }
        let bare = text.dropFirst(header.count)
        var attributes = try SCRAMAttributes(bare)
        let name = try attributes.next("n")
        let nonce = try attributes.next("r")
        try attributes.end()
        let isPrintable = nonce.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard !name.isEmpty, nonce.utf8.count >= 16, isPrintable else { throw .malformed }
        return (try Self.unescape(name), String(nonce), String(bare))
    }

    /// `=2C` is a comma and `=3D` an equals sign; any other `=` is an error (RFC 5802, §5.1).
    private static func unescape(_ name: Substring) throws(SCRAMError) -> String {
        let parts = name.split(separator: "=", omittingEmptySubsequences: false)
        var text = String(parts[0])
        for part in parts.dropFirst() {
            if part.hasPrefix("2C") {
                text += ","
            } else if part.hasPrefix("3D") {
                text += "="
            } else {
                throw .malformed
            }
            text += part.dropFirst(2)
        }
        return text
    }

    private static func proof(
        in message: [UInt8], after expected: String
    ) throws(SCRAMError) -> [UInt8]? {
        let text = try SCRAMAttributes.text(of: message)
        let prefix = expected + ",p="
        guard text.hasPrefix(prefix) else { throw .malformed }
        return Base64.decode(text.dropFirst(prefix.count))
    }
}
