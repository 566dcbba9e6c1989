import Foundation
import Media
import NIOCore
import NIOPosix
import SecureSockets
import Testing
import Units
import Wire

/// Says what a mail server says first.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        context.channel.writeAndFlush(
            ByteBuffer(string: "220 mail.example ESMTP\r\n"), promise: nil)
    }
}

/// Who is sent away, by whom, and with which reason.
struct RefusalTests {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let files: TestIdentity

    init() throws { self.files = try TestIdentity() }

    private func listen(
        _ delegate: Recorder, _ limits: SocketLimits = SocketLimits()
    ) async throws -> SecureListener {
        try await SecureListener.bind(
            identity: self.files.identity, address: "127.0.0.1", port: 0, on: self.loop,
            limits: limits
        ) { _ in delegate }
    }

    private func connect(
        _ trust: ServerTrust, host: String = "127.0.0.1", port: Int,
        limits: SocketLimits = SocketLimits(), _ client: Recorder = Recorder(),
    ) async throws -> [Recorder.Happening] {
        let connector = try SecureConnector(trust: trust, limits: limits)
        connector.connect(to: host, port: port, on: self.loop, delegate: client)
        return await client.untilDisconnected()
    }

    private func presented(_ port: Int) -> PresentedIdentity {
        PresentedIdentity(
            host: "127.0.0.1", port: port, fingerprint: self.files.identity.fingerprint,
            isChainValid: false, chainProblem: "self-signed certificate")
    }

    @Test func anotherKeyEndsTheConnectionBeforeAnythingIsSent() async throws {
        let server = Recorder()
        let listener = try await self.listen(server)
        let other = "SHA256:" + String(repeating: "A", count: 43)
        let happened = try await self.connect(.fingerprint(other), port: listener.port)
        let reason = "the server's key is \(self.files.identity.fingerprint), not \(other)"
        let end = SocketEnd.untrusted(self.presented(listener.port), reason: reason)
        #expect(happened == [.disconnected(end)])
        #expect(end.isFinal)
        #expect(end.exitCode == .notPermitted)
        let atServer = await server.untilDisconnected()
        #expect(!atServer.contains { if case .received = $0 { true } else { false } })
        await listener.stop()
    }

    @Test func aSelfSignedCertificateIsNoChain() async throws {
        let listener = try await self.listen(Recorder())
        let happened = try await self.connect(.chain, port: listener.port)
        let reason = "no authority vouches for 127.0.0.1: self-signed certificate"
        #expect(
            happened == [
                .disconnected(.untrusted(self.presented(listener.port), reason: reason))
            ])
        await listener.stop()
    }

    @Test func nobodyListensThere() async throws {
        let listener = try await self.listen(Recorder())
        let port = listener.port
        await listener.stop()
        let happened = try await self.connect(.chain, port: port)
        let end = SocketEnd.refused(host: "127.0.0.1", port: port)
        #expect(happened == [.disconnected(end)])
        #expect(end.text == "nothing listens on port \(port) of 127.0.0.1")
        #expect(end.exitCode == .unavailable)
    }

    @Test func aHostThatCannotExistIsNotFound() async throws {
        let happened = try await self.connect(.chain, host: "no such host", port: 4307)
        let end = SocketEnd.hostNotFound(host: "no such host")
        #expect(happened == [.disconnected(end)])
        #expect(end.exitCode == .notFound)
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        let listener = try await self.listen(Recorder())
        await #expect(
            throws: SocketError.portTaken(address: "127.0.0.1", port: listener.port)
        ) {
            _ = try await SecureListener.bind(
                identity: self.files.identity, address: "127.0.0.1", port: listener.port,
                on: self.loop
            ) { _ in Recorder() }
        }
        await listener.stop()
    }

    @Test func aServerThatSaysNothingIsGivenUp() async throws {
        let mute = try await ServerBootstrap(group: self.loop).bind(host: "127.0.0.1", port: 0)
            .get()
        let port = try #require(mute.localAddress?.port)
        var limits = SocketLimits()
        limits.connectDeadline = .milliseconds(100)
        let happened = try await self.connect(.chain, port: port, limits: limits)
        #expect(happened == [.disconnected(.connectTimedOut(host: "127.0.0.1", port: port))])
        try await mute.close().get()
    }

    @Test func whoeverAnswersInClearIsNoServerOfOurs() async throws {
        let clear = try await ServerBootstrap(group: self.loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Greeter())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(clear.localAddress?.port)
        let happened = try await self.connect(.chain, port: port)
        let end = SocketEnd.noTLS("TLS handshake failed: wrong version number")
        #expect(happened == [.disconnected(end)])
        #expect(end.exitCode == .protocol)
        try await clear.close().get()
    }

    @Test func whoDoesNotLogInInTimeIsCut() async throws {
        var limits = SocketLimits()
        limits.loginDeadline = .milliseconds(300)
        let server = Recorder()
        let listener = try await self.listen(server, limits)
        let happened = try await self.connect(
            .fingerprint(self.files.identity.fingerprint), port: listener.port)
        #expect(happened.last == .disconnected(.closedByPeer))
        let atServer = await server.untilDisconnected()
        #expect(atServer.last == .disconnected(.loginTimedOut))
        await listener.stop()
    }

    @Test func whoSendsTooMuchBeforeLoginIsCut() async throws {
        var limits = SocketLimits()
        limits.bytesBeforeLoginMaximum = .kibibytes(1)
        let server = Recorder()
        let listener = try await self.listen(server, limits)
        let frame = Frame(kind: .control, body: [UInt8](repeating: 0, count: 100)).bytes
        let client = Recorder { happening, connection in
            guard case .connected = happening else { return }
            for _ in 0..<20 { connection?.send(frame) }
        }
        _ = try await self.connect(
            .fingerprint(self.files.identity.fingerprint), port: listener.port, client)
        let atServer = await server.untilDisconnected()
        #expect(
            atServer.last
                == .disconnected(.tooMuchBeforeLogin(limit: limits.bytesBeforeLoginMaximum)))
        await listener.stop()
    }

    @Test(arguments: [
        (Frame(kind: .media, body: [1]), true),
        (Frame(kind: .control, body: [UInt8](repeating: 0, count: 16_385)), false),
    ])
    func whatStrangersMayNotSendEndsTheirConnection(frame: Frame, isMedia: Bool) async throws {
        let server = Recorder()
        let listener = try await self.listen(server)
        let client = Recorder { happening, connection in
            if case .connected = happening { connection?.send(frame.bytes) }
        }
        let happened = try await self.connect(
            .fingerprint(self.files.identity.fingerprint), port: listener.port, client)
        #expect(happened.last == .disconnected(.closedByPeer))
        let atServer = await server.untilDisconnected()
        let error = WireError.frameTooLong(
            kind: frame.kind, limit: isMedia ? ByteCount(0) : .kibibytes(16),
            got: ByteCount(frame.body.count))
        #expect(atServer.last == .disconnected(.badFrame(error)))
        await listener.stop()
    }

    @Test func aSourceWithItsShareOfHalfOpenConnectionsGetsNoMore() async throws {
        var limits = SocketLimits()
        limits.halfOpenPerSourceMaximum = 1
        // However slow the machine is, the first one stays half-open for the whole test.
        limits.loginDeadline = .seconds(3600)
        let server = Recorder()
        let listener = try await self.listen(server, limits)
        let trust = ServerTrust.fingerprint(self.files.identity.fingerprint)
        let connector = try SecureConnector(trust: trust)
        let first = Recorder()
        connector.connect(
            to: "127.0.0.1", port: listener.port, on: self.loop, delegate: first)
        var isFirstUp = first.happenings.makeAsyncIterator()
        guard case .connected? = await isFirstUp.next() else {
            Issue.record("the first connection never came up")
            return
        }
        let happened = try await self.connect(trust, port: listener.port)
        #expect(happened == [.disconnected(.cut)])
        await listener.stop()
    }
}
