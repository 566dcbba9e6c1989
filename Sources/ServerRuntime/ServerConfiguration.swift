public import SecureSockets

/// How log lines look; they go to standard error.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, what, and `name=value` pairs.
    case text
    /// One JSON object a line.
    case json
}

/// Everything that `conclaved serve` is told.
public struct ServerConfiguration: Sendable {
    /// The one TCP port.
    public static let defaultPort = 4307

    public var directory: DataDirectory
    /// The address to listen on; `::` is every address of the machine, IPv4 ones included.
    public var address: String
    /// 0 takes a free one.
    public var port: Int
    public var logFormat: LogFormat
    public var socketLimits = SocketLimits()

    public init(
        directory: DataDirectory, address: String = "::", port: Int = Self.defaultPort,
        logFormat: LogFormat = .text,
    ) {
        self.directory = directory
        self.address = address
        self.port = port
        self.logFormat = logFormat
    }
}
