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
        /// Send what is queued, then close; `.disconnected` follows.
        case hangUp
        /// The connection, or the attempt at one, is dead: nothing more is to be heard of it.
        case abandon
    }

    package enum Answer {
        case response(Response.OneOf_Body)
        /// Whether the server did it is unknown; asking again is the caller's decision.
        case connectionLost
        /// The same, and nothing will be asked any more.
        case ended(ClientFailure)
    }

    enum Phase {
        case idle
        /// Given up at the instant, if there is one; the connector has a longer limit of its own.
        case dialing(until: Instant?)
        case challenging(SCRAMClient)
        case deriving(SCRAMClient)
        case proving(SCRAMClient)
        case resuming
        case asGuest
        /// Known, and let do nothing but change the password.
        case expired
        case ready(Heartbeat)
        case waiting(until: Instant)
        /// The connection is being closed from here; what comes next waits until it is gone.
        case hangingUp(Next)
        /// Because of what, if it was not wanted.
        case over(ClientFailure?)
    }

    enum Next {
        case dialAtOnce
        case backOff(reason: String)
    }

    /// A guest's is the server's to give.
    package internal(set) var account: AccountName
    /// Instead of an account and its password.
    let guest: GuestPass?
    /// Whether somebody is there to change a password that has expired.
    let changesPassword: Bool
    let device: Device
    let primitives: SCRAMPrimitives
    let limits: ClientLimits
    var random: Random
    var phase = Phase.idle
    var keys: SCRAMKeys?
    var token: [UInt8] = []
    var hasBeenOnline = false
    var attempts = 0
    /// When all of it has to be done, if there is such a time.
    private var end: Instant?
    /// When the login went on last.
    var lastStep = Instant.start
    /// The connection was lost in a conference, whose server keeps the place until then.
    var missedUntil: Instant?
    private var requestCount: UInt64 = 0
    var asked: [UInt64: Asked] = [:]
    var outbox: Outbox
    var timeline: Timeline
    var outputs: [Output] = []

    /// - Parameters:
    ///   - keys: kept from an earlier login, so that no password is needed; they are tried first.
    ///   - guest: who has no account comes in with this; the account is the server's to give then.
    ///   - changesPassword: whether a login is of use with a password that has expired.
    ///   - history: where catching up begins.
    package init(
        account: AccountName, guest: GuestPass? = nil, device: Device, keys: SCRAMKeys?,
        changesPassword: Bool = false, history: HistoryStart,
        primitives: SCRAMPrimitives, limits: ClientLimits = ClientLimits(), random: Random,
    ) {
        self.account = account
        self.guest = guest
        self.changesPassword = changesPassword
        self.device = device
        self.keys = keys
        self.primitives = primitives
        self.limits = limits
        self.random = random
        self.outbox = Outbox(limit: limits.outboxMaximum)
        self.timeline = Timeline(start: history)
    }

    enum Asked {
        case login
        case ping
        case sync
        case post(clientID: [UInt8])
        case caller(RequestToken)
    }

    /// When to send `.timeout` if nothing else happens.
    package var deadline: Instant? {
        [self.end, self.nextStep].compactMap { $0 }.min()
    }

    /// The same without an end of all of it.
    var nextStep: Instant? {
        switch self.phase {
        case .idle, .over, .hangingUp: nil
        case .dialing(let until): until
        case .waiting(let until): until
        case .ready(let heartbeat):
            min(heartbeat.deadline, self.outbox.retryAt ?? Instant(nanoseconds: .max))
        case .deriving: self.lastStep + self.limits.loginMaximum
        case .challenging, .proving, .resuming, .asGuest, .expired:
            self.lastStep + self.stepMaximum
        }
    }

    /// Between the newest answered ping and its answer; nil while there is none.
    package var roundTrip: Duration? {
        if case .ready(let heartbeat) = self.phase { heartbeat.roundTrip } else { nil }
    }

    private var stepMaximum: Duration {
        self.missedUntil == nil ? self.limits.loginMaximum : self.limits.returnStepMaximum
    }

    package mutating func handle(_ input: Input, at now: Instant) -> [Output] {
        switch input {
        case .start:
            self.end = self.limits.lifetime.map { now + ($0 - self.limits.spent) }
            self.dial(at: now)
        case .connected(let binding): self.logIn(binding: binding, at: now)
        case .frame(let frame): self.receive(frame, at: now)
        case .disconnected(let reason, let exitCode, let isFinal):
            self.lost(reason: reason, exitCode: exitCode, isFinal: isFinal, at: now)
        case .derived(let keys): self.prove(with: keys, at: now)
        case .passwordUnavailable(let reason): self.fail(.loginRefused(reason))
        case .request(let token, let body):
            switch self.phase {
            case .ready, .expired:
                if case .leaveConference = body { self.note(isInConference: false) }
                self.ask(body, as: .caller(token))
            case .over(let failure?): self.outputs.append(.answer(token, .ended(failure)))
            default: self.outputs.append(.answer(token, .connectionLost))
            }
        case .post(let message):
            if !self.outbox.add(message) {
                self.outputs.append(.event(.postRefused(message.clientID, Self.outboxFull)))
            }
            self.sendPosts()
        case .timeout:
            if let lifetime = self.limits.lifetime, let end = self.end, end <= now {
                // Who does not answer does not hang up in order, either.
                self.fail(.outOfTime(lifetime), ending: .abandon)
            } else {
                self.timeOut(at: now)
            }
        case .stop:
            self.phase = .over(nil)
            self.end = nil
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

    // MARK: Frames

    private mutating func receive(_ frame: Frame, at now: Instant) {
        switch self.phase {
        case .idle, .dialing, .waiting, .hangingUp, .over: return
        case .challenging, .deriving, .proving, .resuming, .asGuest, .expired: self.lastStep = now
        case .ready(var heartbeat):
            heartbeat.heard(at: now)
            self.phase = .ready(heartbeat)
        }
        switch frame.kind {
        case .media: self.outputs.append(.event(.media(frame.body)))
        case .file: self.receive(chunk: frame.body)
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

    private mutating func receive(chunk body: [UInt8]) {
        do throws(WireError) {
            self.outputs.append(.event(.fileChunk(try FileChunk(parsing: body))))
        } catch {
            self.misbehaved("\(error)")
        }
    }

    private mutating func receive(_ response: Response, at now: Instant) {
        guard let asked = self.asked.removeValue(forKey: response.id) else { return }
        guard let body = response.body else { return self.misbehaved("an empty response") }
        switch (asked, body) {
        case (.caller(let token), _):
            if case .joined = body { self.note(isInConference: true) }
            // After another password the token of this one is worth nothing.
            if case .loggedIn(let answer) = body { self.token = answer.resumptionToken.octets }
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
                let given = Duration.seconds(Int(refused.retryAfterSeconds))
                let rest = given > .zero ? given : self.limits.busyRetry
                self.outbox.postpone(clientID, until: now + rest)
            } else {
                self.outbox.acknowledge(clientID)
                self.outputs.append(.event(.postRefused(clientID, refused)))
                self.sendPosts()
            }
        case (.ping, _):
            guard case .ready(var heartbeat) = self.phase else { break }
            heartbeat.answered(at: now)
            self.phase = .ready(heartbeat)
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
        case let body?:
            if case .conferenceEnded = body { self.note(isInConference: false) }
            self.outputs.append(.event(.server(body)))
        case nil: break
        }
    }

    // MARK: Asking

    mutating func ask(_ body: Request.OneOf_Body, as asked: Asked) {
        self.requestCount += 1
        var request = Request()
        request.id = self.requestCount
        request.body = body
        self.asked[request.id] = asked
        self.outputs.append(.send(request.frame.bytes))
    }

    mutating func sendPosts() {
        guard case .ready = self.phase else { return }
        while let message = self.outbox.next(inFlightMaximum: self.limits.postsInFlight) {
            var act = Act()
            act.chat = message.chat
            act.clientID = .init(octets: message.clientID)
            act.deed = message.deed
            self.ask(.act(act), as: .post(clientID: message.clientID))
        }
    }

    mutating func misbehaved(_ what: String) {
        self.fail(.serverMisbehaved(what))
    }

    mutating func fail(_ failure: ClientFailure, ending: Output = .hangUp) {
        self.phase = .over(failure)
        self.end = nil
        self.abandonRequests(.ended(failure))
        self.outputs.append(.event(.failed(failure)))
        self.outputs.append(ending)
    }
}
