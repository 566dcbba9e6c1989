internal import NIOCore

/// The end of the pipeline: hands everything to its connection.
final class FrameHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: SecureConnection
    private let fingerprint: String?
    /// Asked once when TLS is up; answers what speaks against the peer.
    private let check: (TLSHandler) -> SocketEnd?
    private let tls: TLSHandler
    /// Called once before the connection's owner hears of the end.
    var whenClosed: ((TLSHandler) -> Void)?

    /// - Parameter fingerprint: the server's own; nil takes the peer's.
    init(
        _ connection: SecureConnection, over tls: TLSHandler, fingerprint: String? = nil,
        check: @escaping (TLSHandler) -> SocketEnd?,
    ) {
        self.fingerprint = fingerprint
        self.connection = connection
        self.tls = tls
        self.check = check
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? TLSHandler.Event {
        case .handshakeDone?: self.handshakeDone()
        case .peerEnded?: self.connection.peerEnded()
        case .ready?: self.connection.becameReady()
        case nil: context.fireUserInboundEventTriggered(event)
        }
    }

    private func handshakeDone() {
        if let objection = self.check(self.tls) { return self.connection.end(objection) }
        guard let binding = self.tls.channelBinding,
            self.tls.applicationProtocol == TLSContext.applicationProtocol
        else { return self.connection.end(.noTLS("no common protocol")) }
        self.connection.opened(
            over: self.tls, channelBinding: binding,
            fingerprint: self.fingerprint ?? self.tls.peerFingerprint ?? "")
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.connection.receive(self.unwrapInboundIn(data).readableBytesView)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.connection.failed((error as? SocketEnd) ?? .cut)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.whenClosed?(self.tls)
        self.connection.closed()
    }
}
