internal import Console
internal import Units

/// The keys of servers that were trusted on first use: one `host:port fingerprint` a line.
struct KnownServers {
    let path: String

    /// The pinned fingerprint of a server, if it was trusted before.
    func fingerprint(of server: ServerAddress) throws(Failure) -> String? {
        try self.entries()[Self.name(server)]
    }

    /// Trusts a server's key from now on, in place of any other.
    func trust(_ server: ServerAddress, fingerprint: String) throws(Failure) {
        var entries = try self.entries()
        entries[Self.name(server)] = fingerprint
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
