package import Rooms
package import Units
package import Wire

/// A client's way to its server without I/O: logging in, asking, catching up, and coming back.
///
/// **Feed it one input with the time, carry out every output in order, and send `.timeout` when
/// `deadline` passes.** A message that was posted stays in the outbox until the server has
/// acknowledged it, over any number of connections; its own ID makes the repetition harmless. Chat
/// events come out once each, in the order of their revisions.
package struct ClientSession<Random: RandomNumberGenerator> {
    package enum Input {
        /// Begin; dials at once.
        case start
        /// TLS is up and the server's key is trusted; the binding is TLS's exporter.
        case connected(channelBinding: [UInt8])
        case frame(Frame)
        /// The connection could not be made, or is gone.
        case disconnected(reason: String, exitCode: ExitCode, isFinal: Bool)
        /// The answer to `.derive`.
        case derived(SCRAMKeys)
        /// The answer to `.derive` if there is no password.
        case passwordUnavailable(reason: String)
        case request(RequestToken, Request.OneOf_Body)
        case post(Outgoing)
        case timeout
        /// Stop for good.
        case stop
    }

    package enum Output {
        case dial
        case send([UInt8])
        /// Logged in: the server may send longer frames.
        case admit
        /// Derive keys from the password off the event loop; 600 000 rounds take a while.
        case derive(salt: [UInt8], iterations: Int)
        case answer(RequestToken, Answer)
        case event(ClientEvent)
        case hangUp
    }

    package enum Answer {
        case response(Response.OneOf_Body)
        /// Whether the server did it is unknown; asking again is the caller's decision.
        case connectionLost
    }

    private enum Phase {
        case idle
        case dialing
        case challenging(SCRAMClient)
        case deriving(SCRAMClient)
        case proving(SCRAMClient)
        case resuming
        case ready
        case waiting(until: Instant)
        /// The connection is being closed from here; what comes next waits until it is gone.
        case hangingUp(Next)
        case over
    }

    private enum Next {
        case dialAtOnce
        case backOff(reason: String)
    }

    private let account: AccountName
    private let device: Device
    private let primitives: SCRAMPrimitives
    private let limits: ClientLimits
    private var random: Random
    private var phase = Phase.idle
    private var keys: SCRAMKeys?
    private var token: [UInt8] = []
    private var hasBeenOnline = false
    private var attempts = 0
    private var lastHeard = Instant.start
    private var lastPing = Instant.start
    private var requestCount: UInt64 = 0
    private var asked: [UInt64: Asked] = [:]
    private var outbox: Outbox
    private var timeline: Timeline
    private var outputs: [Output] = []

    /// - Parameters:
    ///   - keys: kept from an earlier login, so that no password is needed; they are tried first.
    ///   - history: where catching up begins.
    package init(
        account: AccountName, device: Device, keys: SCRAMKeys?, history: HistoryStart,
        primitives: SCRAMPrimitives, limits: ClientLimits = ClientLimits(), random: Random,
    ) {
        self.account = account
        self.device = device
        self.keys = keys
        self.primitives = primitives
        self.limits = limits
        self.random = random
        self.outbox = Outbox(limit: limits.outboxMaximum)
        self.timeline = Timeline(start: history)
    }

    private enum Asked {
        case login
        case ping
        case sync
        case post(clientID: [UInt8])
        case caller(RequestToken)
    }

    /// When to send `.timeout` if nothing else happens.
    package var deadline: Instant? {
        switch self.phase {
        case .idle, .over, .dialing, .hangingUp: nil
        case .waiting(let until): until
        case .ready:
            min(
                self.lastPing + self.limits.pingInterval,
                self.outbox.retryAt ?? Instant(nanoseconds: .max))
        default: self.lastHeard + self.limits.loginMaximum
        }
    }

    package mutating func handle(_ input: Input, at now: Instant) -> [Output] {
        switch input {
        case .start: self.dial(at: now)
        case .connected(let binding): self.logIn(binding: binding, at: now)
        case .frame(let frame): self.receive(frame, at: now)
        case .disconnected(let reason, let exitCode, let isFinal):
            self.lost(reason: reason, exitCode: exitCode, isFinal: isFinal, at: now)
        case .derived(let keys): self.prove(with: keys, at: now)
        case .passwordUnavailable(let reason): self.fail(.loginRefused(reason))
        case .request(let token, let body):
            if case .ready = self.phase {
                self.ask(body, as: .caller(token))
            } else {
                self.outputs.append(.answer(token, .connectionLost))
            }
        case .post(let message):
            if !self.outbox.add(message) {
                self.outputs.append(.event(.postRefused(message.clientID, Self.outboxFull)))
            }
            self.sendPosts()
        case .timeout: self.timeOut(at: now)
        case .stop:
            self.phase = .over
            self.abandonRequests()
            self.outputs.append(.hangUp)
        }
        defer { self.outputs.removeAll() }
        return self.outputs
    }

    private static var outboxFull: Refused {
        var refused = Refused()
        refused.cause = Refusal.serverBusy.rawValue
        refused.text = "too many messages wait to be sent"
        return refused
    }

    // MARK: Logging in

    private mutating func dial(at now: Instant) {
        self.phase = .dialing
        self.outputs.append(.dial)
    }

    private mutating func logIn(binding: [UInt8], at now: Instant) {
        guard case .dialing = self.phase else { return self.outputs.append(.hangUp) }
        self.lastHeard = now
        guard self.token.isEmpty else {
            self.phase = .resuming
            var resume = Resume()
            resume.token = .init(octets: self.token)
            resume.device = self.device
            // It works once; whatever comes of it, the next attempt needs another.
            self.token = []
            return self.ask(.resume(resume), as: .login)
        }
        let nonce = (0..<18).map { _ in UInt8(truncatingIfNeeded: self.random.next()) }
        let client = SCRAMClient(
            account: self.account.text, nonce: nonce, binding: binding,
            primitives: self.primitives)
        var first = SCRAMFirst()
        first.message = .init(octets: client.first)
        self.phase = .challenging(client)
        self.ask(.scramFirst(first), as: .login)
    }

    private mutating func challenged(
        _ challenge: SCRAMChallenge, _ client: consuming SCRAMClient, at now: Instant
    ) {
        do throws(SCRAMError) {
            let parameters = try client.challenge(challenge.message.octets)
            self.phase = .deriving(client)
            if let keys = self.keys, keys.fits(parameters) {
                return self.prove(with: keys, at: now)
            }
            self.keys = nil
            self.outputs.append(
                .derive(salt: parameters.salt, iterations: parameters.iterations))
        } catch {
            self.fail(.serverMisbehaved("\(error)"))
        }
    }

    private mutating func prove(with keys: SCRAMKeys, at now: Instant) {
        guard case .deriving(var client) = self.phase else { return }
        self.lastHeard = now
        self.keys = keys
        var final = SCRAMFinal()
        final.message = .init(octets: client.prove(with: keys))
        final.device = self.device
        self.phase = .proving(client)
        self.ask(.scramFinal(final), as: .login)
    }

    private mutating func loggedIn(_ answer: LoggedIn, at now: Instant) {
        if case .proving(let client) = self.phase {
            guard client.isGenuine(answer.serverMessage.octets) else {
                return self.fail(.serverMisbehaved("the server could not prove that it knows us"))
            }
        }
        self.phase = .ready
        self.attempts = 0
        self.lastPing = now
        self.token = answer.resumptionToken.octets
        self.outputs.append(.admit)
        self.outputs.append(.event(.online(keys: self.keys, isReturn: self.hasBeenOnline)))
        self.hasBeenOnline = true
        if let sync = self.timeline.begin() { self.ask(.sync(sync), as: .sync) }
        self.outbox.connectionChanged()
        self.sendPosts()
    }

    // MARK: Frames

    private mutating func receive(_ frame: Frame, at now: Instant) {
        switch self.phase {
        case .idle, .dialing, .waiting, .hangingUp, .over: return
        case .challenging, .deriving, .proving, .resuming, .ready: break
        }
        self.lastHeard = now
        switch frame.kind {
        case .media: self.outputs.append(.event(.media(frame.body)))
        case .file: self.misbehaved("a file frame")
        case .control:
            do throws(WireError) {
                switch try ServerControl(parsing: frame.body).body {
                case .response(let response): self.receive(response, at: now)
                case .event(let event): self.receive(event)
                case nil: break
                }
            } catch {
                self.misbehaved("\(error)")
            }
        }
    }

    private mutating func receive(_ response: Response, at now: Instant) {
        guard let asked = self.asked.removeValue(forKey: response.id) else { return }
        guard let body = response.body else { return self.misbehaved("an empty response") }
        switch (asked, body) {
        case (.caller(let token), _):
            self.outputs.append(.answer(token, .response(body)))
        case (.login, .scramChallenge(let challenge)):
            guard case .challenging(let client) = self.phase else { break }
            self.challenged(challenge, client, at: now)
        case (.login, .loggedIn(let answer)):
            self.loggedIn(answer, at: now)
        case (.login, .refused(let refused)):
            self.refused(refused)
        case (.sync, .refused(let refused)):
            self.hangUp(then: .backOff(reason: refused.text))
        case (.sync, .syncPage(let page)):
            let fresh = self.timeline.take(page)
            for event in fresh { self.outputs.append(.event(.chatEvent(event))) }
            // A page that leads nowhere must not be asked for again and again.
            if !fresh.isEmpty, let next = self.timeline.next(after: page) {
                self.ask(.sync(next), as: .sync)
            } else {
                self.outputs.append(.event(.caughtUp(revision: self.timeline.revision)))
            }
        case (.post(let clientID), .posted(let posted)):
            self.outbox.acknowledge(clientID)
            self.outputs.append(.event(.posted(clientID, posted)))
            self.sendPosts()
        case (.post(let clientID), .refused(let refused)):
            if refused.cause == Refusal.serverBusy.rawValue {
                self.outbox.postpone(clientID, until: now + self.limits.busyRetry)
            } else {
                self.outbox.acknowledge(clientID)
                self.outputs.append(.event(.postRefused(clientID, refused)))
                self.sendPosts()
            }
        case (.ping, _): break
        default: self.misbehaved("a response that does not fit its request")
        }
    }

    private mutating func receive(_ event: Event) {
        switch event.body {
        case .chatEvent(let chatEvent):
            if self.timeline.take(chatEvent) {
                self.outputs.append(.event(.chatEvent(chatEvent)))
            }
        case .loggedOut(let out):
            self.fail(.loggedOut(out.text))
        case let body?: self.outputs.append(.event(.server(body)))
        case nil: break
        }
    }

    /// A resumption that fails costs nothing but the way over the keys or the password.
    private mutating func refused(_ refused: Refused) {
        if case .resuming = self.phase, self.keys != nil {
            return self.hangUp(then: .dialAtOnce)
        }
        if refused.cause == Refusal.serverBusy.rawValue {
            return self.hangUp(then: .backOff(reason: refused.text))
        }
        self.fail(.loginRefused(refused.text))
    }

    // MARK: Asking

    private mutating func ask(_ body: Request.OneOf_Body, as asked: Asked) {
        self.requestCount += 1
        var request = Request()
        request.id = self.requestCount
        request.body = body
        self.asked[request.id] = asked
        self.outputs.append(.send(request.frame.bytes))
    }

    private mutating func sendPosts() {
        guard case .ready = self.phase else { return }
        while let message = self.outbox.next(inFlightMaximum: self.limits.postsInFlight) {
            var post = Post()
            post.chat = message.chat
            post.clientID = .init(octets: message.clientID)
            post.text = message.text
            self.ask(.post(post), as: .post(clientID: message.clientID))
        }
    }

    // MARK: Losing and coming back

    private mutating func lost(
        reason: String, exitCode: ExitCode, isFinal: Bool, at now: Instant
    ) {
        self.abandonRequests()
        var reason = reason
        switch self.phase {
        case .over: return
        case .hangingUp(.dialAtOnce): return self.dial(at: now)
        case .hangingUp(.backOff(let cause)): reason = cause
        default: break
        }
        guard self.hasBeenOnline || self.limits.isPersistent, !isFinal else {
            return self.fail(.unreachable(reason: reason, exitCode: exitCode))
        }
        self.attempts += 1
        let delay = self.limits.backoff(attempt: self.attempts, using: &self.random)
        self.phase = .waiting(until: now + delay)
        self.outputs.append(.event(.offline(reason: reason, retryIn: delay)))
    }

    private mutating func timeOut(at now: Instant) {
        switch self.phase {
        case .waiting(let until) where until <= now:
            self.dial(at: now)
        case .ready:
            if now - self.lastHeard > self.limits.silenceMaximum {
                let seconds = Int(self.limits.silenceMaximum.seconds)
                return self.hangUp(then: .backOff(reason: "nothing heard for \(seconds) s"))
            }
            if self.lastPing + self.limits.pingInterval <= now {
                self.lastPing = now
                self.ask(.ping(Ping()), as: .ping)
            }
            self.outbox.retryDue(at: now)
            self.sendPosts()
        case .challenging, .deriving, .proving, .resuming:
            if now - self.lastHeard >= self.limits.loginMaximum {
                self.hangUp(then: .backOff(reason: "the server does not answer"))
            }
        default: break
        }
    }

    private mutating func hangUp(then next: Next) {
        self.phase = .hangingUp(next)
        self.outputs.append(.hangUp)
    }

    /// Whether the server did what was asked is unknown from here on.
    private mutating func abandonRequests() {
        for (_, asked) in self.asked.sorted(by: { $0.key < $1.key }) {
            if case .caller(let token) = asked {
                self.outputs.append(.answer(token, .connectionLost))
            }
        }
        self.asked.removeAll()
    }

    private mutating func misbehaved(_ what: String) {
        self.fail(.serverMisbehaved(what))
    }

    private mutating func fail(_ failure: ClientFailure) {
        self.phase = .over
        self.abandonRequests()
        self.outputs.append(.event(.failed(failure)))
        self.outputs.append(.hangUp)
    }
}
