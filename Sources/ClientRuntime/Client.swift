internal import NIOCore
internal import NIOPosix
internal import Rooms
internal import SealedMedia
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// A client session at work: its event loop, its connection, its timer.
///
/// @unchecked: everything mutable is touched on `loop` only; public calls hop there.
final class Client: @unchecked Sendable {
    /// Who logs in where, and with what.
    struct Login: Sendable {
        var server: ServerAddress
        var trust: ServerTrust
        var account: AccountName
        var deviceKeys: DeviceKeys
        var deviceName: String
        /// Tried first; without them, or when they don't fit any more, the password is asked for.
        var keys: SCRAMKeys?
        /// Blocks; called off the loop.
        var password: @Sendable () throws(Failure) -> [UInt8]
    }

    /// Called on the loop for every event, in order.
    typealias Listener = @Sendable (ClientEvent) -> Void

    private typealias Waiter = @Sendable (ClientSession<SystemRandomNumberGenerator>.Answer) -> Void

    let login: Login
    let loop: any EventLoop
    private let connector: SecureConnector
    private let listener: Listener
    private var session: ClientSession<SystemRandomNumberGenerator>
    private var connection: SecureConnection?
    private var waiters: [RequestToken: Waiter] = [:]
    private var requestCount: UInt64 = 0
    private var timer: Scheduled<Void>?
    private var passwordFailure: Failure?

    init(
        _ login: Login, history: HistoryStart, loop: any EventLoop = Client.sharedLoop,
        listener: @escaping Listener,
    ) throws(Failure) {
        self.login = login
        self.loop = loop
        self.listener = listener
        do { self.connector = try SecureConnector(trust: login.trust) } catch {
            throw Failure(.failed, "cannot start TLS: \(error)")
        }
        self.session = ClientSession(
            account: login.account, device: login.deviceKeys.wireDevice(name: login.deviceName),
            keys: login.keys, history: history, primitives: .openSSL,
            random: SystemRandomNumberGenerator())
    }

    /// One loop serves every client of a process: what they do on it takes microseconds.
    static let sharedLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    func start() { self.loop.execute { self.feed(.start) } }
    func stop() { self.loop.execute { self.feed(.stop) } }

    /// Posts for as long as it takes; the outcome comes as an event with the message's own ID.
    func post(_ message: Outgoing) { self.loop.execute { self.feed(.post(message)) } }

    /// Sends one fragment of media, or drops it by its class if the link is slow.
    func send(media frame: Frame, as kind: SendQueue.Class) {
        self.loop.execute { self.connection?.send(frame.bytes, as: kind) }
    }

    /// Asks the server.
    ///
    /// - Throws: the server's refusal with its exit code, or 69 if the connection was lost.
    func request(_ body: Request.OneOf_Body) async throws(Failure) -> Response.OneOf_Body {
        let answer = await withCheckedContinuation { continuation in
            self.request(body) { continuation.resume(returning: $0) }
        }
        switch answer {
        case .connectionLost: throw Failure(.unavailable, "the connection to the server was lost")
        case .response(.refused(let refused)): throw Failure(refused)
        case .response(let body): return body
        }
    }

    /// Asks the server; the answer is handed over on the loop.
    func request(
        _ body: Request.OneOf_Body,
        then: @escaping @Sendable (ClientSession<SystemRandomNumberGenerator>.Answer) -> Void,
    ) {
        self.loop.execute {
            self.requestCount += 1
            let token = RequestToken(self.requestCount)
            self.waiters[token] = then
            self.feed(.request(token, body))
        }
    }
}
