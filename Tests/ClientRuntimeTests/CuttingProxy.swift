import NIOCore
import NIOPosix

/// Between clients and their server: passes bytes on, until a test cuts the connections or lets all
/// that is on them vanish.
///
/// @unchecked: everything mutable is touched on `loop` only.
final class CuttingProxy: @unchecked Sendable {
    private let loop: any EventLoop
    private var listener: (any Channel)?
    private var passing: [Passing] = []

    var port: Int { self.listener?.localAddress?.port ?? 0 }

    static func start(to port: Int) async throws -> CuttingProxy {
        let proxy = CuttingProxy(loop: MultiThreadedEventLoopGroup.singleton.next())
        proxy.listener = try await ServerBootstrap(group: proxy.loop)
            // The client's end is not read before the server's is there.
            .childChannelInitializer { client in
                ClientBootstrap(group: proxy.loop).connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { server in try proxy.join(client, server) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return proxy
    }

    private init(loop: any EventLoop) {
        self.loop = loop
    }

    private func join(_ client: any Channel, _ server: any Channel) throws {
        for (channel, peer) in [(client, server), (server, client)] {
            let handler = Passing(to: peer)
            self.passing.append(handler)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    /// Ends every connection there is.
    func cut() { self.loop.execute { for handler in self.passing { handler.cut() } } }

    /// Lets nothing through any more on the connections there are, and tells neither end.
    func swallow() { self.loop.execute { for handler in self.passing { handler.isDead = true } } }

    func stop() async {
        self.cut()
        try? await self.listener?.close()
    }

    private final class Passing: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let peer: any Channel
        var isDead = false

        init(to peer: any Channel) {
            self.peer = peer
        }

        func cut() { self.peer.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if !self.isDead { self.peer.writeAndFlush(self.unwrapInboundIn(data), promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            if !self.isDead { self.peer.close(promise: nil) }
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
