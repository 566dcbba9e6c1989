internal import Console
internal import Units

/// How servers were recognised at first use: one `host:port fingerprint` a line, or one
/// `host:port authority`.
struct KnownServers {
    /// What a server is known by.
    enum Mark: Sendable, Hashable {
        case fingerprint(String)
        /// An authority of the system vouches for it.
        case authority
    }

    /// In the place of a fingerprint, which begins with the name of a hash and a colon.
    private static let authority = "authority"

    let path: String

    /// What a server has to show, if it is known.
    func mark(of server: ServerAddress) throws(Failure) -> Mark? {
        try self.entries()[Self.name(server)].map {
            $0 == Self.authority ? .authority : .fingerprint($0)
        }
    }

    /// Knows a server by this from now on, and by nothing else.
    func trust(_ server: ServerAddress, by mark: Mark) throws(Failure) {
        var entries = try self.entries()
        entries[Self.name(server)] =
            switch mark {
            case .fingerprint(let fingerprint): fingerprint
            case .authority: Self.authority
            }
        let lines = entries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
        try PrivateFile.write(Array(lines.joined().utf8), to: self.path)
    }

    private static func name(_ server: ServerAddress) -> String {
        "\(server.host.lowercased()):\(server.port)"
    }

    private func entries() throws(Failure) -> [String: String] {
        guard let bytes = try PrivateFile.read(self.path) else { return [:] }
        var entries: [String: String] = [:]
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        for (number, line) in lines.enumerated() where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            guard fields.count == 2 else {
                throw Failure(
                    .configuration,
                    "\(self.path): line \(number + 1) is not 'host:port fingerprint'",
                    hint: "remove the line; the server's key is then asked about again")
            }
            entries[String(fields[0])] = String(fields[1])
        }
        return entries
    }
}
