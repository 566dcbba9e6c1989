import Foundation
import Media
import NIOCore
import NIOPosix
import Rooms
import SecureSockets
import Sessions
import Units
import Wire

@testable import ServerRuntime

/// A client session over a real connection, as small as it can be.
///
/// @unchecked: everything mutable is touched on the loop only.
final class TestClient: @unchecked Sendable, SecureConnectionDelegate {
    enum Happening: Sendable {
        case event(ClientEvent)
        case answer(Response.OneOf_Body?)
        case disconnected(SocketEnd)
    }

    let happenings: AsyncStream<Happening>
    private let continuation: AsyncStream<Happening>.Continuation
    private let loop = MultiThreadedEventLoopGroup.singleton.next()
    private let connector: SecureConnector
    private let server: LocalServer
    private let password: [UInt8]
    private var session: ClientSession<SeededRandom>
    private var connection: SecureConnection?
    private var timer: Scheduled<Void>?
    private var requestCount: UInt64 = 0

    init(_ name: String, password: String, on server: LocalServer, seed: UInt64 = 1) throws {
        (self.happenings, self.continuation) = AsyncStream.makeStream()
        self.connector = try SecureConnector(trust: .fingerprint(server.fingerprint))
        self.server = server
        self.password = Array(password.utf8)
        var device = Device()
        device.identityKey = Data(octets: [UInt8](repeating: UInt8(seed), count: 32))
        device.agreementKey = Data(octets: [UInt8](repeating: UInt8(seed), count: 32))
        device.signature = Data(octets: [UInt8](repeating: UInt8(seed), count: 64))
        guard let account = AccountName(name) else { throw BadName() }
        self.session = ClientSession(
            account: account, device: device, keys: nil, history: .after(0),
            primitives: .openSSL, random: SeededRandom(seed: seed))
    }

    struct BadName: Error {}

    // MARK: For the test

    func start() { self.loop.execute { self.feed(.start) } }
    func stop() { self.loop.execute { self.feed(.stop) } }

    func post(_ text: String, in chat: String, id: UInt8) {
        let message = Outgoing(
            chat: chat, clientID: [UInt8](repeating: id, count: 16), text: text)
        self.loop.execute { self.feed(.post(message)) }
    }

    func ask(_ body: Request.OneOf_Body) {
        self.loop.execute {
            self.requestCount += 1
            self.feed(.request(RequestToken(self.requestCount), body))
        }
    }

    /// Bytes that no client of ours would send.
    func send(raw bytes: [UInt8]) {
        self.loop.execute { self.connection?.send(bytes) }
    }

    /// The first thing that the test is looking for.
    func first<Value: Sendable>(_ pick: (Happening) -> Value?) async -> Value? {
        for await happening in self.happenings {
            if let value = pick(happening) { return value }
        }
        return nil
    }

    // MARK: The session at work

    private func feed(_ input: ClientSession<SeededRandom>.Input) {
        for output in self.session.handle(input, at: .now) { self.carryOut(output) }
        self.timer?.cancel()
        self.timer = self.session.deadline.map { deadline in
            self.loop.scheduleTask(deadline: deadline.deadline) { self.feed(.timeout) }
        }
    }

    private func carryOut(_ output: ClientSession<SeededRandom>.Output) {
        switch output {
        case .dial:
            self.connector.connect(
                to: self.server.host, port: self.server.port, on: self.loop, delegate: self)
        case .send(let bytes): self.connection?.send(bytes)
        case .admit: self.connection?.admit()
        case .derive(let salt, let iterations):
            let password = self.password
            NIOThreadPool.singleton.runIfActive(eventLoop: self.loop) {
                SCRAMKeys.derive(
                    password: password, salt: salt, iterations: iterations, primitives: .openSSL)
            }.whenSuccess { self.feed(.derived($0)) }
        case .answer(_, .response(let body)): self.continuation.yield(.answer(body))
        case .answer(_, .connectionLost), .answer(_, .ended): self.continuation.yield(.answer(nil))
        case .event(let event): self.continuation.yield(.event(event))
        case .hangUp, .abandon: self.connection?.close()
        }
    }

    func connected(_ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String) {
        self.connection = connection
        self.feed(.connected(channelBinding: channelBinding))
    }

    func received(_ frame: Frame, on connection: SecureConnection) { self.feed(.frame(frame)) }

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        self.continuation.yield(.disconnected(end))
        self.connection = nil
        self.feed(
            .disconnected(reason: end.text, exitCode: end.exitCode, isFinal: end.isFinal))
    }
}
