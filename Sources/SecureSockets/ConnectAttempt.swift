internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Units

/// One attempt to reach a server, from the name to the trusted key.
///
/// @unchecked: everything mutable is touched on the loop only.
final class ConnectAttempt: @unchecked Sendable {
    private let connector: SecureConnector
    private let place: SecureConnector.Place
    private let delegate: any SecureConnectionDelegate
    private var isOver = false
    private var timer: Scheduled<Void>?

    init(
        connector: SecureConnector, place: SecureConnector.Place,
        delegate: any SecureConnectionDelegate,
    ) {
        self.connector = connector
        self.place = place
        self.delegate = delegate
    }

    private var timedOut: SocketEnd {
        .connectTimedOut(host: self.place.host, port: self.place.port)
    }

    func start(on loop: any EventLoop) {
        let deadline =
            NIODeadline.now()
            + .nanoseconds(self.connector.limits.connectDeadline.nanoseconds)
        // Looking up a name may hang longer than any connect timeout.
        self.timer = loop.scheduleTask(deadline: deadline) { self.fail(self.timedOut) }
        ClientBootstrap(group: loop)
            .channelOption(ChannelSettings.noDelay, value: 1)
            .channelOption(ChannelSettings.notSent, value: ChannelSettings.notSentMaximum)
            .channelOption(ChannelSettings.keepAlive, value: 1)
            .channelOption(.writeBufferWaterMark, value: ChannelSettings.waterMark)
            .connect(host: self.place.host, port: self.place.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): self.reached(channel, deadline)
                case .failure(let error): self.fail(self.end(for: error))
                }
            }
    }

    /// TCP is there. TLS begins here and not in an initializer, because several addresses may be
    /// tried at once and only one of them wins.
    private func reached(_ channel: any Channel, _ deadline: NIODeadline) {
        guard !self.isOver else { return channel.close(promise: nil) }
        self.isOver = true
        self.timer?.cancel()
        let connection = SecureConnection(
            number: 0, channel: channel, limits: self.connector.limits, delegate: self.delegate)
        do {
            var engine = try TLSEngine(self.connector.context)
            engine.expect(host: self.place.host)
            if let session = self.connector.takeSession(for: self.place) { engine.resume(session) }
            let tls = TLSHandler(
                engine,
                closeDeadline: .nanoseconds(self.connector.limits.closeDeadline.nanoseconds))
            let frames = FrameHandler(connection, over: tls) { self.objection($0) }
            frames.whenClosed = { [connector, place] tls in
                if let session = tls.session { connector.keep(session, for: place) }
            }
            connection.acknowledgesAtOnce = true
            connection.limitOpening(until: deadline, self.timedOut)
            // The last handler first: the first one starts at once.
            try channel.pipeline.syncOperations.addHandler(frames)
            try channel.pipeline.syncOperations.addHandler(tls, position: .first)
        } catch {
            connection.end(.noTLS((error as? SocketError)?.text ?? "\(error)"))
            connection.closed()
        }
    }

    /// What speaks against the server; nil if its key is trusted.
    private func objection(_ tls: TLSHandler) -> SocketEnd? {
        guard let fingerprint = tls.peerFingerprint else { return .noTLS("it has no certificate") }
        let presented = PresentedIdentity(
            host: self.place.host, port: self.place.port, fingerprint: fingerprint,
            isChainValid: tls.isChainValid, chainProblem: tls.chainProblem)
        switch self.connector.trust.verdict(on: presented) {
        case .trusted: return nil
        case .untrusted(let reason): return .untrusted(presented, reason: reason)
        }
    }

    private func fail(_ end: SocketEnd) {
        guard !self.isOver else { return }
        self.isOver = true
        self.timer?.cancel()
        self.delegate.disconnected(end, from: nil)
    }

    private func end(for error: any Error) -> SocketEnd {
        let (host, port) = (self.place.host, self.place.port)
        guard let error = error as? NIOConnectionError else {
            return .unreachable(host: host, reason: Self.words(for: error))
        }
        let failures = error.connectionErrors.map(\.error)
        if failures.isEmpty { return .hostNotFound(host: host) }
        if failures.contains(where: { ($0 as? IOError)?.errnoCode == ECONNREFUSED }) {
            return .refused(host: host, port: port)
        }
        if failures.allSatisfy({
            if case .connectTimeout? = $0 as? ChannelError { true } else { false }
        }) {
            return .connectTimedOut(host: host, port: port)
        }
        return .unreachable(host: host, reason: failures.first.map(Self.words) ?? "unknown")
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return unsafe String(cString: strerror(error.errnoCode))
    }
}
