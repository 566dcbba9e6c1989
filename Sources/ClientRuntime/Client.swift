internal import Media
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
/// @unchecked: everything mutable is touched on `loop` only or guarded by its own mutex.
final class Client: @unchecked Sendable {
    typealias Session = ClientSession<SystemRandomNumberGenerator>
    typealias Answer = Session.Answer
    /// Called on the loop for every event, in order.
    typealias Listener = @Sendable (ClientEvent) -> Void

    /// Who logs in where, and with what.
    struct Login: Sendable {
        var server: ServerAddress
        var trust: ServerTrust
        var account: AccountName
        /// Who has no account comes in with this.
        var guest: GuestPass?
        var deviceKeys: DeviceKeys
        var deviceName: String
        /// Tried first; without them, or when they don't fit any more, the password is asked for.
        var keys: SCRAMKeys?
        /// Whether an expired password is good enough, because it is to be changed.
        var changesPassword = false
        /// How long it took to find out the server's key.
        var spent: Duration = .zero
        /// Blocks; called off the loop.
        var password: @Sendable () throws(Failure) -> [UInt8]
    }

    let login: Login
    let loop: any EventLoop
    let connector: SecureConnector
    let listener: Listener
    var session: Session
    /// The connection in use, or the attempt at one.
    var link: Link?
    var connection: SecureConnection? { self.link?.connection }
    /// Who hears, on the loop, how much of our own streams the way up carries.
    var uplinkListener: ((SendScheduler.News) -> Void)?
    var waiters: [RequestToken: @Sendable (Answer) -> Void] = [:]
    private var requestCount: UInt64 = 0
    var timer: Scheduled<Void>?
    var isStopping = false
    /// Whether the first login came to anything, and to what.
    let firstLogin = Outcome<Result<Void, Failure>>()
    /// What the server may believe in yet.
    let unleft = UnleftStay()
    /// The last connection is gone after `stop`.
    let hungUp = Outcome<Void>()
    /// The keys that the last login used, to be kept instead of a password.
    let usedKeys = Mutex<SCRAMKeys?>(nil)

    init(
        _ login: Login, history: HistoryStart, limits: ClientLimits = ClientLimits(),
        loop: any EventLoop = Client.sharedLoop, listener: @escaping Listener,
    ) throws(Failure) {
        self.login = login
        self.loop = loop
        self.listener = listener
        do { self.connector = try SecureConnector(trust: login.trust) } catch {
            throw Failure(.failed, "cannot start TLS: \(error)")
        }
        self.session = ClientSession(
            account: login.account, guest: login.guest,
            device: Device(login.deviceKeys, name: login.deviceName),
            keys: login.keys, changesPassword: login.changesPassword, history: history,
            primitives: .openSSL, limits: limits,
            random: SystemRandomNumberGenerator())
    }

    /// One loop serves every client of a process: what they do on it takes microseconds.
    static let sharedLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    /// Connects and logs in; returns when that is done, which with persistent limits may take as
    /// long as the server is away.
    ///
    /// - Throws: why it could not be done, with its exit code.
    func start() async throws(Failure) {
        self.loop.execute { self.feed(.start) }
        try await self.firstLogin.wait().get()
    }

    /// Hangs up for good and waits until what was queued is sent.
    func stop() async {
        self.loop.execute {
            self.isStopping = true
            self.firstLogin.give(.failure(Self.stopped))
            self.feed(.stop)
            if self.connection == nil { self.hungUp.give(()) }
        }
        await self.hungUp.wait()
    }

    /// Posts for as long as it takes; the outcome comes as an event with the message's own ID.
    func post(_ message: Outgoing) { self.loop.execute { self.feed(.post(message)) } }

    /// Sends a message of media, or what the link can carry of it; on the loop.
    func send(_ pieces: [MediaPiece]) {
        guard let connection = self.connection else { return }
        for piece in pieces { _ = connection.enqueue(piece, at: .now) }
        connection.flush()
    }

    /// Asks the server.
    ///
    /// - Throws: the server's refusal with its exit code, or 69 if the connection was lost.
    func request(_ body: Request.OneOf_Body) async throws(Failure) -> Response.OneOf_Body {
        switch await self.answer(to: body) {
        case .connectionLost: throw Self.connectionLost
        case .ended(let failure): throw Failure(failure)
        case .response(.refused(let refused)): throw Failure(refused)
        case .response(let body): return body
        }
    }

    private static let stopped = Failure(.failed, "stopped before the server has let us in")
    static let connectionLost = Failure(.unavailable, "the connection to the server was lost")

    /// Asks the server, and tells a lost answer from a refusal.
    func answer(to body: Request.OneOf_Body) async -> Answer {
        await withCheckedContinuation { continuation in
            self.request(body) { continuation.resume(returning: $0) }
        }
    }

    /// Asks the server; the answer is handed over on the loop.
    func request(_ body: Request.OneOf_Body, then: @escaping @Sendable (Answer) -> Void) {
        self.loop.execute {
            self.requestCount += 1
            let token = RequestToken(self.requestCount)
            self.waiters[token] = then
            self.feed(.request(token, body))
        }
    }
}

extension Device {
    /// What the others have to know of this device.
    fileprivate init(_ keys: DeviceKeys, name: String) {
        self.init()
        self.identityKey = .init(octets: keys.identity.identityKey)
        self.agreementKey = .init(octets: keys.identity.agreementKey)
        self.signature = .init(octets: keys.identity.signature)
        self.name = name
    }
}
