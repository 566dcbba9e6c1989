public import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Units

/// A client's way to servers: name, TCP, TLS, trust; then frames.
///
/// Keeps the last ticket of each server, so that coming back costs less than half of a first time.
public final class SecureConnector: Sendable {
    struct Place: Hashable, Sendable {
        var host: String
        var port: Int
    }

    /// Servers whose tickets are kept; a client talks to one or two.
    static let sessionsMaximum = 16

    let context: TLSContext
    let trust: ServerTrust
    let limits: SocketLimits
    private let sessions = Mutex<[Place: TLSSession]>([:])

    public init(
        trust: ServerTrust, limits: SocketLimits = SocketLimits()
    ) throws(SocketError) {
        self.context = try TLSContext(client: ())
        self.trust = trust
        self.limits = limits
    }

    /// Starts connecting; everything else is told to the delegate, on the loop.
    ///
    /// Exactly one `disconnected` follows in any case, first or last.
    public func connect(
        to host: String, port: Int, on loop: any EventLoop,
        delegate: any SecureConnectionDelegate,
    ) {
        let attempt = ConnectAttempt(
            connector: self, place: Place(host: host, port: port), delegate: delegate)
        loop.execute { attempt.start(on: loop) }
    }

    /// A ticket works once, so that an onlooker can't tell two connections to be the same client's.
    func takeSession(for place: Place) -> TLSSession? {
        self.sessions.withLock { $0.removeValue(forKey: place) }
    }

    func keep(_ session: TLSSession, for place: Place) {
        self.sessions.withLock { sessions in
            if sessions.count >= Self.sessionsMaximum { sessions.removeAll() }
            sessions[place] = session
        }
    }
}
