public import Units

/// Every limit of connections, with its unit and reason.
public struct SocketLimits: Sendable, Hashable {
    /// TCP, TLS and login in all, from the first packet on; not per byte, so dripping doesn't help
    /// (TARGETS T06). More lets strangers hold slots, less locks out slow links and machines.
    public var loginDeadline: Duration = .seconds(10)
    /// Name, TCP and TLS of a client, in all.
    public var connectDeadline: Duration = .seconds(10)
    /// What is queued may take this long to go out before a closing connection is cut.
    public var closeDeadline: Duration = .seconds(3)
    /// Connections that have not logged in, for one IPv4 address or one IPv6 /64 (TARGETS T07).
    public var halfOpenPerSourceMaximum = 64
    /// Connections that have not logged in, in all: twice what sixteen full sources hold. Each may
    /// cost libssl 128 KiB for a long ClientHello, so this is 256 MiB at the worst.
    public var halfOpenMaximum = 2048
    /// Connections in all; each logged-in one costs some 60 KiB.
    public var connectionMaximum = 10_000
    /// Plaintext that a connection may send before it has logged in: a login takes less than 4 KiB.
    public var bytesBeforeLoginMaximum = ByteCount.kibibytes(64)

    public init() {}
}
