public import Units

/// Where a server listens: `host`, `host:port`, `[v6]` or `[v6]:port`.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The one port that carries everything.
    public static let defaultPort = 4307

    public var host: String
    /// 1…65535.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public init(parsing text: String) throws(Failure) {
        let misused = Failure(
            .misused, "'\(text)' is not a server address",
            hint: "write host, host:port or [address]:port")
        var host = text[...]
        var port = Self.defaultPort
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw misused }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()) else { throw misused }
                port = number
            }
        } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
            guard let number = Int(text[text.index(after: colon)...]) else { throw misused }
            host = text[..<colon]
            port = number
        }
        let isPlain = host.unicodeScalars.allSatisfy {
            $0.isASCII && $0.value > 0x20 && $0.value != 0x7F && $0 != "/" && $0 != "@"
        }
        guard !host.isEmpty, host.utf8.count <= 255, isPlain, (1...65535).contains(port) else {
            throw misused
        }
        self.host = String(host)
        self.port = port
    }

    public var description: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        return self.port == Self.defaultPort ? host : "\(host):\(self.port)"
    }
}
