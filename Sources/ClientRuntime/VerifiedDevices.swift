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
    private var devices: Set<Device> = []

    /// Nothing is known, and nothing kept.
    init() {
        self.path = nil
        self.server = ""
    }

    /// Those of a server that are kept in a file; it need not exist.
    init(path: String, server: ServerAddress) throws(Failure) {
        let name = "\(server.host.lowercased()):\(server.port)"
        self.path = path
        self.server = name
        self.devices = Set(try Self.lines(of: path).compactMap { Device(line: $0, server: name) })
    }

    func contains(_ holder: KeyHolder) -> Bool { self.devices.contains(Device(holder)) }

    /// Their owners have read out the same words. A guest's keys end with the visit, so they are
    /// known until the end only. What another program has added meanwhile stays.
    mutating func insert(_ holders: [KeyHolder]) throws(Failure) {
        self.devices.formUnion(holders.map(Device.init))
        guard let path = self.path else { return }
        let lasting = holders.filter { AccountName($0.account)?.isReserved == false }
        let added = lasting.map { Device($0).line(server: self.server) }
        let lines = try Self.lines(of: path).union(added).sorted()
        try PrivateFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    }

    private static func lines(of path: String) throws(Failure) -> Set<String> {
        guard let bytes = try PrivateFile.read(path) else { return [] }
        return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    /// Somebody's on one server. Asked about for everybody at each change in a conference, so it is
    /// compared as bytes, and text in the file only.
    private struct Device: Hashable {
        let account: String
        let key: [UInt8]

        init(_ holder: KeyHolder) {
            self.account = holder.account
            self.key = holder.identity.identityKey
        }

        /// Nil for one of another server, and for what is no such line.
        init?(line: String, server: String) {
            let fields = line.split(separator: " ")
            guard fields.count == 2, fields[0].hasSuffix("@" + server) else { return nil }
            let digits = fields[1].utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
            guard digits.count == 2 * DeviceIdentity.keyLength, !digits.contains(nil) else {
                return nil
            }
            self.account = String(fields[0].dropLast(server.count + 1))
            self.key = stride(from: 0, to: digits.count, by: 2).map { index in
                (digits[index] ?? 0) << 4 | (digits[index + 1] ?? 0)
            }
        }

        func line(server: String) -> String {
            let key = self.key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            return "\(self.account)@\(server) \(key.joined())"
        }
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
        let isVerified = self.members.allSatisfy { number, member in
            number == self.me || member.holder.map(verified.contains) ?? false
        }
        return isVerified && self.members.count > 1 ? .endToEndVerified : .endToEnd
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
