import Media
import NIOCore
import NIOPosix
import SecureSockets
import Testing
import Units
import Wire

struct LoopbackTests {
    let loop = MultiThreadedEventLoopGroup.singleton.next()

    private func listen(
        _ files: TestIdentity, limits: SocketLimits = SocketLimits(), _ delegate: Recorder
    ) async throws -> SecureListener {
        try await SecureListener.bind(
            identity: files.identity, address: "127.0.0.1", port: 0, on: self.loop,
            limits: limits
        ) { _ in delegate }
    }

    @Test func framesGoBothWaysAndBothEndsHaveTheSameBinding() async throws {
        let files = try TestIdentity()
        let server = Recorder { happening, connection in
            switch happening {
            case .received(let frame):
                connection?.admit()
                connection?.send(frame.bytes)
                connection?.close()
            default: break
            }
        }
        let question = Frame(kind: .control, body: Array("ping".utf8))
        let client = Recorder { happening, connection in
            if case .connected = happening { connection?.send(question.bytes) }
        }
        let listener = try await self.listen(files, server)
        let connector = try SecureConnector(trust: .fingerprint(files.identity.fingerprint))
        connector.connect(
            to: "127.0.0.1", port: listener.port, on: self.loop, delegate: client)
        let atClient = await client.untilDisconnected()
        let atServer = await server.untilDisconnected()
        await listener.stop()
        guard case .connected(let binding, let fingerprint) = atClient.first else {
            Issue.record("never connected: \(atClient)")
            return
        }
        #expect(binding.count == 32)
        #expect(fingerprint == files.identity.fingerprint)
        #expect(atServer.first == atClient.first)
        #expect(atClient.dropFirst() == [.received(question), .disconnected(.closedByPeer)])
        #expect(atServer.dropFirst() == [.received(question), .disconnected(.closedHere)])
    }
}
