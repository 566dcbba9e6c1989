internal import Glibc
internal import NIOCore

/// How the system treats a connection's socket.
enum ChannelSettings {
    /// Bytes that the kernel takes and has not yet sent. What is more stays in our queue, where it
    /// can still be overtaken or dropped; less would leave fast links idle between two writes.
    static let notSentMaximum: ChannelOptions.Types.SocketOption.Value = 16_384
    /// NIO's own buffer: a single byte that the kernel did not take means "not now".
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 1, high: 4096)

    static let noDelay = ChannelOptions.tcpOption(.tcp_nodelay)
    static let notSent = ChannelOptions.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT))
    /// Finds peers that vanished without a word, beneath our own pings.
    static let keepAlive = ChannelOptions.socketOption(.so_keepalive)
}
