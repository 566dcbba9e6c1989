internal import Glibc
public import NIOCore
internal import NIOPosix
internal import Units

/// A server's port: everything that comes through it is TLS, and strangers are few and brief.
///
/// @unchecked: everything mutable is touched on the loop only.
public final class SecureListener: @unchecked Sendable {
    /// Connections that the kernel completes while we are busy: a second of the rush of TARGETS T07.
    private static let backlog: Int32 = 512

    private let context: TLSContext
    private let limits: SocketLimits
    private let fingerprint: String
    private let delegate: any SecureConnectionDelegate
    private var halfOpen: HalfOpenCount
    private var connectionCount = 0
    private var lastNumber: UInt64 = 0
    private var channel: (any Channel)?

    /// Where it listens, as the system says; the port is never 0.
    public private(set) var address = ""
    public private(set) var port = 0

    private init(
        identity: ServerIdentity, limits: SocketLimits, delegate: any SecureConnectionDelegate
    ) throws(SocketError) {
        self.context = try TLSContext(server: identity)
        self.limits = limits
        self.fingerprint = identity.fingerprint
        self.delegate = delegate
        self.halfOpen = HalfOpenCount(
            perSourceMaximum: limits.halfOpenPerSourceMaximum, maximum: limits.halfOpenMaximum)
    }

    /// Listens; connections live on the same loop, and the delegate hears of them there.
    ///
    /// - Parameter port: 0 takes a free one.
    public static func bind(
        identity: ServerIdentity, address: String, port: Int, on loop: any EventLoop,
        limits: SocketLimits = SocketLimits(), delegate: any SecureConnectionDelegate,
    ) async throws(SocketError) -> SecureListener {
        let listener = try SecureListener(identity: identity, limits: limits, delegate: delegate)
        do {
            let channel = try await ServerBootstrap(group: loop)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: Self.backlog)
                .childChannelOption(ChannelSettings.noDelay, value: 1)
                .childChannelOption(ChannelSettings.notSent, value: ChannelSettings.notSentMaximum)
                .childChannelOption(ChannelSettings.keepAlive, value: 1)
                .childChannelOption(.writeBufferWaterMark, value: ChannelSettings.waterMark)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try listener.accept(channel) }
                }
                .bind(host: address, port: port).get()
            listener.channel = channel
            listener.address = channel.localAddress?.ipAddress ?? address
            listener.port = channel.localAddress?.port ?? port
            return listener
        } catch {
            throw Self.error(error, address, port)
        }
    }

    /// Takes no more connections; those that are there stay.
    public func stop() async {
        // A port that is closed already is as good.
        try? await self.channel?.close().get()
    }

    // MARK: Connections

    private struct TooMany: Error {}

    private func accept(_ channel: any Channel) throws {
        let source = HalfOpenCount.Source(channel.remoteAddress)
        guard self.connectionCount < self.limits.connectionMaximum, self.halfOpen.enter(source)
        else { throw TooMany() }
        self.connectionCount += 1
        self.lastNumber += 1
        let connection = SecureConnection(
            number: self.lastNumber, channel: channel, limits: self.limits,
            delegate: self.delegate)
        connection.whenNotHalfOpen = { self.halfOpen.leave(source) }
        channel.closeFuture.whenComplete { _ in
            self.connectionCount -= 1
            // For a channel that ended before its pipeline stood.
            connection.closed()
        }
        connection.limitLogin()
        let tls = TLSHandler(
            try TLSEngine(self.context),
            closeDeadline: .nanoseconds(self.limits.closeDeadline.nanoseconds))
        let fingerprint = self.fingerprint
        let frames = FrameHandler(connection, over: tls, fingerprint: fingerprint) { _ in nil }
        try channel.pipeline.syncOperations.addHandlers([tls, frames])
    }

    private static func error(
        _ error: any Error, _ address: String, _ port: Int
    ) -> SocketError {
        if let error = error as? SocketError { return error }
        guard let error = error as? IOError else {
            return .cannotListen(address: address, port: port, reason: "\(error)")
        }
        if error.errnoCode == EADDRINUSE { return .portTaken(address: address, port: port) }
        let reason = unsafe String(cString: strerror(error.errnoCode))
        return .cannotListen(address: address, port: port, reason: reason)
    }
}
