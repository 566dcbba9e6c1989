internal import Media
internal import NIOCore
internal import NIOPosix
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// The session's outputs carried out; everything here runs on the loop.
extension Client {
    func feed(_ input: Session.Input) {
        for output in self.session.handle(input, at: .now) { self.carryOut(output) }
        self.schedule()
    }

    private func schedule() {
        self.timer?.cancel()
        self.timer = self.session.deadline.map { deadline in
            self.loop.scheduleTask(deadline: deadline.deadline) { self.feed(.timeout) }
        }
    }

    private func carryOut(_ output: Session.Output) {
        switch output {
        case .dial:
            let server = self.login.server
            let link = Link(self)
            self.link = link
            self.connector.connect(
                to: server.host, port: server.port, on: self.loop, delegate: link)
        case .send(let bytes): self.connection?.send(bytes)
        case .admit: self.connection?.admit()
        case .derive(let salt, let iterations): self.derive(salt: salt, iterations: iterations)
        case .answer(let token, let answer): self.waiters.removeValue(forKey: token)?(answer)
        case .event(let event):
            self.note(event)
            self.listener(event)
        case .hangUp: self.connection?.close()
        case .abandon:
            self.link?.abandon()
            self.link = nil
        }
    }

    private func note(_ event: ClientEvent) {
        switch event {
        case .online(let keys, _):
            self.usedKeys.withLock { $0 = keys }
            self.firstLogin.give(.success(()))
        case .passwordExpired: self.firstLogin.give(.success(()))
        case .failed(let failure): self.firstLogin.give(.failure(Failure(failure)))
        default: break
        }
    }

    /// Six hundred thousand rounds of HMAC, and perhaps a question on the terminal, elsewhere.
    private func derive(salt: [UInt8], iterations: Int) {
        let password = self.login.password
        let work = NIOThreadPool.singleton.runIfActive(eventLoop: self.loop) {
            try SCRAMKeys.derive(
                password: password(), salt: salt, iterations: iterations, primitives: .openSSL)
        }
        work.whenComplete { result in
            switch result {
            case .success(let keys): self.feed(.derived(keys))
            case .failure(let error):
                let failure = error as? Failure ?? Failure(.failed, "no password: \(error)")
                self.firstLogin.give(.failure(failure))
                self.feed(.passwordUnavailable(reason: failure.message))
            }
        }
    }
}

extension Client {
    /// The connection in use is gone, or the attempt at one has come to nothing.
    func disconnected(_ end: SocketEnd) {
        self.link = nil
        self.feed(
            .disconnected(reason: end.text, exitCode: end.exitCode, isFinal: end.isFinal))
        if self.isStopping { self.hungUp.give(()) }
    }
}
