internal import NIOCore
internal import SecureSockets
internal import Sessions
internal import Units
internal import Wire

/// One look at a server, before anything is said to it: which key does it have?
final class ServerProbe: SecureConnectionDelegate {
    private let outcome = Outcome<Result<String?, ClientFailure>>()

    /// The fingerprint of a server that no authority vouches for; nil if one does.
    ///
    /// - Parameter limit: nil for as long as a connection may take.
    /// - Throws: why the server can't be reached, with its exit code.
    static func newKey(
        of server: ServerAddress, within limit: Duration? = nil
    ) async throws(Failure) -> String? {
        let probe = ServerProbe()
        let connector = try trying("starting TLS") { () throws(SocketError) in
            try SecureConnector(trust: .chain)
        }
        connector.connect(
            to: server.host, port: server.port, on: Client.sharedLoop, delegate: probe)
        let timer = limit.map { limit in
            Client.sharedLoop.scheduleTask(in: .nanoseconds(limit.nanoseconds)) {
                probe.outcome.give(.failure(.outOfTime(limit)))
            }
        }
        defer { timer?.cancel() }
        switch await probe.outcome.wait() {
        case .success(let fingerprint): return fingerprint
        case .failure(let failure): throw Failure(failure)
        }
    }

    func connected(
        _ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String
    ) {
        self.outcome.give(.success(nil))
        connection.close()
    }

    func received(_ frame: Frame, on connection: SecureConnection) {}

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        if case .untrusted(let presented, _) = end {
            self.outcome.give(.success(presented.fingerprint))
        } else {
            self.outcome.give(.failure(.unreachable(reason: end.text, exitCode: end.exitCode)))
        }
    }
}
