internal import NIOCore
internal import NIOPosix
internal import SecureSockets
internal import Sessions
internal import Units
internal import Wire

/// The session's outputs carried out; everything here runs on the loop.
extension Client {
    func feed(_ input: ClientSession<SystemRandomNumberGenerator>.Input) {
        for output in self.session.handle(input, at: .now) { self.carryOut(output) }
        self.schedule()
    }

    private func schedule() {
        self.timer?.cancel()
        self.timer = self.session.deadline.map { deadline in
            self.loop.scheduleTask(deadline: deadline.deadline) { self.feed(.timeout) }
        }
    }

    private func carryOut(_ output: ClientSession<SystemRandomNumberGenerator>.Output) {
        switch output {
        case .dial: self.dial()
        case .send(let bytes): self.connection?.send(bytes, as: .control)
        case .admit: self.connection?.admit()
        case .derive(let salt, let iterations): self.derive(salt: salt, iterations: iterations)
        case .answer(let token, let answer): self.waiters.removeValue(forKey: token)?(answer)
        case .event(let event): self.listener(event)
        case .hangUp:
            self.connection?.close()
        }
    }

    private func dial() {
        self.connector.connect(to: self.login.server, on: self.loop, delegate: self)
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
                self.passwordFailure = error as? Failure
                self.feed(.stop)
            }
        }
    }
}
