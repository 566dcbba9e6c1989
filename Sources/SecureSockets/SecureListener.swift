internal import Glibc
public import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Units

/// A server's port: everything that comes through it is TLS, and strangers are few and brief.
public final class SecureListener: Sendable {
    /// Makes whoever hears of a connection; called on the connection's loop.
    public typealias Greeter = @Sendable (SecureConnection) -> any SecureConnectionDelegate

    /// Connections that the kernel completes while we are busy: a second of the rush of TARGETS T07.
    private static let backlog: Int32 = 512

    private let context: TLSContext
    private let limits: SocketLimits
    private let fingerprint: String
    private let greeter: Greeter
    private let channel = Mutex<(any Channel)?>(nil)
    /// Of connections on every loop.
    private let counts: Mutex<Counts>

    fileprivate struct Counts {
        var halfOpen: HalfOpenCount
        var connections = 0
        var lastNumber: UInt64 = 0
    }

    private init(
        identity: ServerIdentity, limits: SocketLimits, greeter: @escaping Greeter
    ) throws(SocketError) {
        self.context = try TLSContext(server: identity)
        self.limits = limits
        self.fingerprint = identity.fingerprint
        self.greeter = greeter
        let halfOpen = HalfOpenCount(
            perSourceMaximum: limits.halfOpenPerSourceMaximum, maximum: limits.halfOpenMaximum)
        self.counts = Mutex(Counts(halfOpen: halfOpen))
    }

    /// Where it listens, as the system says.
    public var address: String { self.channel.withLock { $0?.localAddress?.ipAddress } ?? "" }
    /// Never 0 while it listens.
    public var port: Int { self.channel.withLock { $0?.localAddress?.port } ?? 0 }

    /// Listens; the group's loops share the connections.
    ///
    /// - Parameter port: 0 takes a free one.
    public static func bind(
        identity: ServerIdentity, address: String, port: Int, on group: any EventLoopGroup,
        limits: SocketLimits = SocketLimits(), greeter: @escaping Greeter,
    ) async throws(SocketError) -> SecureListener {
        let listener = try SecureListener(identity: identity, limits: limits, greeter: greeter)
        do {
            let channel = try await ServerBootstrap(group: group)
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
            listener.channel.withLock { $0 = channel }
            return listener
        } catch {
            throw Self.error(error, address, port)
        }
    }

    /// Takes no more connections; those that are there stay.
    public func stop() async {
        // A port that is closed already is as good.
        try? await self.channel.withLock { $0 }?.close().get()
    }

    // MARK: Connections

    private struct TooMany: Error {}

    private func accept(_ channel: any Channel) throws {
        let source = HalfOpenCount.Source(channel.remoteAddress)
        guard let number = self.counts.withLock({ $0.enter(source, self.limits) }) else {
            throw TooMany()
        }
        let connection = SecureConnection(number: number, channel: channel, limits: self.limits)
        connection.delegate = self.greeter(connection)
        connection.whenNotHalfOpen = { self.counts.withLock { $0.halfOpen.leave(source) } }
        channel.closeFuture.whenComplete { _ in
            self.counts.withLock { $0.connections -= 1 }
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

extension SecureListener.Counts {
    /// Counts one more connection, which gets a number of its own; nil if there are too many already.
    fileprivate mutating func enter(
        _ source: HalfOpenCount.Source, _ limits: SocketLimits
    ) -> UInt64? {
        guard self.connections < limits.connectionMaximum, self.halfOpen.enter(source) else {
            return nil
        }
        self.connections += 1
        self.lastNumber += 1
        return self.lastNumber
    }
}
