internal import Canvas
internal import Console
internal import Interface
internal import SealedMedia
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
        guard let bytes = try PrivateFile.read(path) else { return }
        self.entries = Set(
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    func contains(_ holder: KeyHolder) -> Bool { self.entries.contains(self.line(holder)) }

    /// Their owners have read out the same words. A guest's keys end with the visit and are not kept
    /// in the file.
    mutating func insert(_ holders: [KeyHolder], guests: Set<String>) throws(Failure) {
        self.entries.formUnion(holders.map(self.line))
        guard let path = self.path else { return }
        let lines = self.entries.filter { line in
            !guests.contains { line.hasPrefix("\($0)@") }
        }
        try PrivateFile.write(Array(lines.sorted().joined(separator: "\n").utf8) + [10], to: path)
    }

    private func line(_ holder: KeyHolder) -> String {
        let key = holder.identity.identityKey.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        // An account's name as a server of ours gives it has neither.
        let account = holder.account.filter { $0 != "\n" && $0 != " " }
        return "\(account)@\(self.server) \(key.joined())"
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
        guard let identity = self.identity, let visit = self.visit else { return nil }
        return KeyHolder(account: self.account, identity: identity, visit: visit.octets)
    }
}
