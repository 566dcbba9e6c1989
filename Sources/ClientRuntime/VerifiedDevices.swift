internal import Console
internal import Interface
internal import Rooms
internal import SealedMedia
internal import Sessions
internal import Units

/// The devices whose owners have compared words: one `account@host:port identity-key` a line, the
/// key in hexadecimal.
struct VerifiedDevices: Sendable {
    /// Nil for what is forgotten at the end.
    private let path: String?
    private let server: String
    private var entries: Set<String> = []

    /// Nothing is known, and nothing kept.
    init() {
        self.path = nil
        self.server = ""
    }

    /// Those of a server that are kept in a file; it need not exist.
    init(path: String, server: ServerAddress) throws(Failure) {
        self.path = path
        self.server = "\(server.host.lowercased()):\(server.port)"
        self.entries = try Self.read(path)
    }

    func contains(_ holder: KeyHolder) -> Bool { self.entries.contains(self.line(holder)) }

    /// Their owners have read out the same words. A guest's keys end with the visit, so they are
    /// known until the end only. What another program has added meanwhile stays.
    mutating func insert(_ holders: [KeyHolder]) throws(Failure) {
        self.entries.formUnion(holders.map(self.line))
        guard let path = self.path else { return }
        let lasting = holders.filter { AccountName($0.account)?.isReserved == false }
        let lines = try Self.read(path).union(lasting.map(self.line)).sorted()
        try PrivateFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    }

    private static func read(_ path: String) throws(Failure) -> Set<String> {
        guard let bytes = try PrivateFile.read(path) else { return [] }
        return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    private func line(_ holder: KeyHolder) -> String {
        let key = holder.identity.identityKey.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "\(holder.account)@\(self.server) \(key.joined())"
    }
}

extension Roster {
    /// Who holds keys besides oneself; nil if somebody's are not its own.
    var otherHolders: [KeyHolder]? {
        var holders: [KeyHolder] = []
        for (_, member) in self.others {
            guard let holder = member.holder else { return nil }
            holders.append(holder)
        }
        return holders
    }

    /// How far the media that one hears, sees and sends are sealed, as far as is known.
    func encryption(_ verified: VerifiedDevices) -> Encryption {
        guard let holders = self.otherHolders, !holders.isEmpty,
            holders.allSatisfy(verified.contains)
        else { return .endToEnd }
        return .endToEndVerified
    }
}

extension Roster.Member {
    var holder: KeyHolder? {
        guard let identity = self.identity, let visit = self.visit,
            let account = AccountName(self.account)
        else { return nil }
        return KeyHolder(account: account.text, identity: identity, visit: visit.octets)
    }
}

extension Conference {
    /// Oneself as one is, not as the server says; on the client's loop.
    var holder: KeyHolder? {
        self.visit.tag.map { tag in
            KeyHolder(
                account: self.client.session.account.text,
                identity: self.client.login.deviceKeys.identity, visit: tag.octets)
        }
    }
}
