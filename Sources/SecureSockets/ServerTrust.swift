/// What a server has shown of itself, after a handshake in which it has proven to hold the key.
public struct PresentedIdentity: Sendable, Hashable {
    /// The host as it was asked for.
    public var host: String
    public var port: Int
    /// Of its public key: `SHA256:…`.
    public var fingerprint: String
    /// Whether an authority of the system vouches for it under the host's name.
    public var isChainValid: Bool
    /// In the library's words, why not.
    public var chainProblem: String

    public init(
        host: String, port: Int, fingerprint: String, isChainValid: Bool, chainProblem: String
    ) {
        self.host = host
        self.port = port
        self.fingerprint = fingerprint
        self.isChainValid = isChainValid
        self.chainProblem = chainProblem
    }
}

/// Whether a client goes on with the server it has reached.
public enum TrustVerdict: Sendable, Hashable {
    case trusted
    /// The reason, for people: lower-case, no full stop.
    case untrusted(reason: String)
}

/// How a client decides about a server's key, before a byte of its own is sent.
///
/// There is no value that trusts everybody. To trust on first use, connect with a decision that
/// refuses; the refusal carries what was presented, so that a person can be asked and the pin be
/// kept before the next attempt. The decision runs on the event loop: it must not wait.
public struct ServerTrust: Sendable {
    private let decide: @Sendable (PresentedIdentity) -> TrustVerdict

    /// Any rule, for instance pins that are read and kept elsewhere.
    public init(_ decide: @escaping @Sendable (PresentedIdentity) -> TrustVerdict) {
        self.decide = decide
    }

    /// Exactly this key, whatever the certificate says.
    public static func fingerprint(_ expected: String) -> ServerTrust {
        ServerTrust { presented in
            presented.fingerprint == expected
                ? .trusted
                : .untrusted(
                    reason: "the server's key is \(presented.fingerprint), not \(expected)")
        }
    }

    /// A certificate that the system's authorities vouch for, under the host's name.
    public static let chain = ServerTrust { presented in
        presented.isChainValid
            ? .trusted
            : .untrusted(
                reason: "no authority vouches for \(presented.host): \(presented.chainProblem)")
    }

    public func verdict(on presented: PresentedIdentity) -> TrustVerdict {
        self.decide(presented)
    }

    /// The fingerprint as this program writes it, or nil for a text that is none.
    ///
    /// Accepts what people paste: white space around it, `sha256:`, the `=` at the end.
    public static func normalised(fingerprint text: String) -> String? {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true || rest.last == "=" { rest.removeLast() }
        let prefix = rest.prefix(Fingerprint.prefix.count)
        guard prefix.uppercased() == Fingerprint.prefix else { return nil }
        let hash = rest.dropFirst(Fingerprint.prefix.count)
        let isBase64 = hash.utf8.allSatisfy { octet in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= octet
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= octet
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= octet
                || octet == UInt8(ascii: "+") || octet == UInt8(ascii: "/")
        }
        guard hash.utf8.count == 43, isBase64 else { return nil }
        return Fingerprint.prefix + hash
    }
}
