/// A link that opens a chat, a call or a conference: `conclave:[target][@server]` (B.16).
///
/// **It carries a target and a server and nothing else.** What could hold a password, a token or a
/// PIN (a query, a fragment, user information, an escaped octet) is refused whole, so that nobody
/// gets used to such links. Opening one is the reader's decision, after seeing the server.
public struct ConclaveLink: Sendable, Hashable, CustomStringConvertible {
    public enum Target: Sendable, Hashable {
        case account(AccountName)
        case chat(ChatID)
        case conference(ConferenceID)
    }

    /// The scheme, a chat, `@` and a host with a port.
    public static let lengthMaximum = 8 + 1 + ChatID.lengthMaximum + 1 + Self.serverLengthMaximum
    /// A name of RFC 1035 (253), a port, and brackets.
    public static let serverLengthMaximum = 261

    /// nil: just the program.
    public let target: Target?
    /// `host`, `host:port`, `[v6]` or `[v6]:port`, in lower case; nil: the one that one is on.
    public let server: String?

    /// - Throws: For a server that is not written as one, or a chat's ID that no link can hold.
    public init(_ target: Target?, server: String? = nil) throws(LinkError) {
        if case .chat(let chat) = target, Self.target(chat.text) == nil {
            throw .unknownTarget
        }
        self.target = target
        self.server = try server.map { text throws(LinkError) in try Self.server(text) }
    }

    public init(parsing text: String) throws(LinkError) {
        guard text.utf8.count <= Self.lengthMaximum else {
            throw .tooLong(limit: Self.lengthMaximum)
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unprintable }
        guard let colon = text.firstIndex(of: ":"), text[..<colon].lowercased() == "conclave"
        else { throw .otherScheme }
        let rest = text[text.index(after: colon)...]
        let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard !rest.contains(where: { "?#%&=;/\\".contains($0) }),
            parts.count < 2 || !parts[1].contains("@")
        else { throw .carriesMore }
        if parts[0].isEmpty {
            self.target = nil
        } else if let target = Self.target(parts[0]) {
            self.target = target
        } else {
            // `alice:secret@server` is how other links carry a password.
            throw parts[0].contains(":") ? .carriesMore : .unknownTarget
        }
        self.server = parts.count == 2 ? try Self.server(parts[1]) : nil
    }

    public var description: String {
        let target =
            switch self.target {
            case nil: ""
            case .account(let name): name.text
            case .chat(let chat): chat.text
            case .conference(let id): id.text
            }
        return "conclave:" + target + (self.server.map { "@" + $0 } ?? "")
    }

    /// What has the form of a conference's ID is one; only a chat's has a colon.
    private static func target(_ text: some StringProtocol) -> Target? {
        guard text.contains(":") else {
            return ConferenceID(text).map(Target.conference)
                ?? AccountName(text).map(Target.account)
        }
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        let isChat =
            switch words.first {
            case "private": words.count == 3 && words.dropFirst().allSatisfy { Self.isName($0) }
            case "group": words.count == 2 && Self.isName(words[1])
            case "meeting": words.count == 2 && ConferenceID(words[1]) != nil
            default: false
            }
        return isChat ? ChatID(String(text)).map(Target.chat) : nil
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        AccountName(text)?.text == String(text)
    }

    private static func server(_ text: some StringProtocol) throws(LinkError) -> String {
        let text = text.lowercased()
        guard text.utf8.count <= Self.serverLengthMaximum else { throw .unknownServer }
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .unknownServer }
            let address = text[text.index(after: text.startIndex)..<end]
            guard address.contains(":"), address.allSatisfy({ "0123456789abcdef:.".contains($0) })
            else { throw .unknownServer }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .unknownServer }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, parts[0].split(separator: ".").count > 0,
                parts[0].allSatisfy({ "0123456789abcdefghijklmnopqrstuvwxyz.-".contains($0) })
            else { throw .unknownServer }
            port = parts.count == 2 ? parts[1] : nil
        }
        if let port {
            guard port.allSatisfy({ "0123456789".contains($0) }),
                (1...65535).contains(Int(port) ?? 0)
            else { throw .unknownServer }
        }
        return text
    }
}

/// Why a link is refused; the words never repeat it, for it may hold a secret.
public enum LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    case otherScheme
    case tooLong(limit: Int)
    /// Spaces, control characters, or letters that look like others.
    case unprintable
    /// A query, a fragment, a path, user information, or something escaped.
    case carriesMore
    case unknownTarget
    case unknownServer

    public var description: String {
        switch self {
        case .otherScheme: "a link begins with conclave:"
        case .tooLong(let limit): "a link has at most \(limit) characters"
        case .unprintable: "a link has only letters, digits and punctuation of ASCII"
        case .carriesMore:
            "a link is conclave:target@server, and never carries a password, a token or a PIN"
        case .unknownTarget: "the link names no account, chat or conference"
        case .unknownServer: "the link's server is not written as host, host:port or [address]:port"
        }
    }
}
