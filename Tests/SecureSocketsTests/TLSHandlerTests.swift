import Media
import NIOCore
import NIOEmbedded
import Testing
import Units
import Wire

@testable import SecureSockets

/// The pipeline without sockets, where time is a number.
struct TLSHandlerTests {
    let files: TestIdentity
    let context: TLSContext

    init() throws {
        self.files = try TestIdentity()
        self.context = try TLSContext(server: self.files.identity)
    }

    private func server(
        _ limits: SocketLimits = SocketLimits()
    ) throws -> (channel: EmbeddedChannel, recorder: Recorder, connection: SecureConnection) {
        let channel = EmbeddedChannel()
        let recorder = Recorder()
        let connection = SecureConnection(
            number: 1, channel: channel, limits: limits, delegate: recorder)
        connection.limitLogin()
        let tls = TLSHandler(try TLSEngine(self.context), closeDeadline: .seconds(3))
        try channel.pipeline.syncOperations.addHandlers([
            tls, FrameHandler(connection, over: tls) { _ in nil },
        ])
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        return (channel, recorder, connection)
    }

    @Test func silenceIsCutAtTheDeadlineAndNotBefore() async throws {
        let (channel, recorder, _) = try self.server()
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(9999))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
        let happened = await recorder.untilDisconnected()
        #expect(happened == [.disconnected(.loginTimedOut)])
    }

    @Test func drippingDoesNotMoveTheDeadline() async throws {
        let (channel, recorder, _) = try self.server()
        let beginning: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3]
        for byte in beginning {
            try channel.writeInbound(ByteBuffer(bytes: [byte]))
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(1000))
        }
        #expect(!channel.isActive)
        let happened = await recorder.untilDisconnected()
        #expect(happened == [.disconnected(.loginTimedOut)])
    }

    @Test func noiseIsAnsweredWithAnAlertAndClosedAtOnce() async throws {
        let (channel, recorder, _) = try self.server()
        // The handler reports what it meets upwards, and the end of the pipeline takes it.
        try channel.writeInbound(ByteBuffer(bytes: [UInt8](repeating: 0xA5, count: 1 << 20)))
        #expect(!channel.isActive)
        let happened = await recorder.untilDisconnected()
        #expect(
            happened == [.disconnected(.noTLS("TLS handshake failed: wrong version number"))])
    }

    @Test func aStreamThatEndsWithoutGoodbyeWasCut() async throws {
        let (channel, recorder, _) = try self.server()
        try await channel.close().get()
        let happened = await recorder.untilDisconnected()
        #expect(happened == [.disconnected(.cut)])
    }

    /// Lets a client engine and the channel talk until neither has more to say.
    private func converse(_ engine: inout TLSEngine, _ channel: EmbeddedChannel) throws {
        for _ in 0..<10 {
            let output = EnginePair.output(&engine)
            if !output.isEmpty { try channel.writeInbound(ByteBuffer(bytes: output)) }
            channel.embeddedEventLoop.run()
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
                try EnginePair.feed(Array(buffer.readableBytesView), to: &engine)
            }
            _ = try engine.handshake()
        }
    }

    @Test func aPeerThatNeverSaysGoodbyeIsLeftAtTheDeadline() async throws {
        let (channel, recorder, connection) = try self.server()
        var client = try TLSEngine(try TLSContext(client: ()))
        try self.converse(&client, channel)
        connection.admit()
        connection.close()
        channel.embeddedEventLoop.run()
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!channel.isActive)
        let happened = await recorder.untilDisconnected()
        #expect(happened.last == .disconnected(.closedHere))
    }

    @Test func whatIsSaidInOneTurnLeavesAsOneWrite() async throws {
        let (channel, _, connection) = try self.server()
        var client = try TLSEngine(try TLSContext(client: ()))
        try self.converse(&client, channel)
        connection.admit()
        let frame = Frame(kind: .control, body: [1, 2, 3]).bytes
        for _ in 0..<8 { connection.send(frame) }
        channel.embeddedEventLoop.run()
        let first = try channel.readOutbound(as: ByteBuffer.self)
        let second = try channel.readOutbound(as: ByteBuffer.self)
        #expect(first != nil)
        #expect(second == nil)
    }

    @Test func nothingGetsByTheEncryption() throws {
        let (channel, _, _) = try self.server()
        var client = try TLSEngine(try TLSContext(client: ()))
        try self.converse(&client, channel)
        #expect(throws: ChannelError.operationUnsupported) {
            try channel.writeOutbound(ByteBuffer(bytes: [1, 2, 3]))
        }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func aPeerThatReadsNothingIsCutWhenControlIsFull() async throws {
        let (channel, recorder, connection) = try self.server()
        var client = try TLSEngine(try TLSContext(client: ()))
        try self.converse(&client, channel)
        connection.admit()
        channel.isWritable = false
        let frame = Frame(kind: .control, body: [UInt8](repeating: 0, count: 1 << 20)).bytes
        for _ in 0..<4 { connection.send(frame) }
        channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        let happened = await recorder.untilDisconnected()
        #expect(happened.last == .disconnected(.notReading(limit: .mebibytes(4))))
    }
}
