import Rooms
import Units
import Wire

/// Letting the server know who we are: by a token, by kept keys, by the password.
extension ClientSession {
    mutating func dial(at now: Instant) {
        let isMissed = self.missedUntil != nil
        self.phase = .dialing(until: isMissed ? now + self.limits.returnStepMaximum : nil)
        self.outputs.append(.dial)
    }

    mutating func logIn(binding: [UInt8], at now: Instant) {
        guard case .dialing = self.phase else { return self.outputs.append(.hangUp) }
        self.lastStep = now
        guard self.token.isEmpty else {
            self.phase = .resuming
            var resume = Resume()
            resume.token = .init(octets: self.token)
            resume.device = self.device
            // It works once; whatever comes of it, the next attempt needs another.
            self.token = []
            return self.ask(.resume(resume), as: .login)
        }
        if let guest = self.guest {
            self.phase = .asGuest
            return self.ask(.guestLogin(GuestLogin(guest, self.device)), as: .login)
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

    mutating func challenged(
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

    mutating func prove(with keys: SCRAMKeys, at now: Instant) {
        guard case .deriving(var client) = self.phase else { return }
        self.lastStep = now
        self.keys = keys
        var final = SCRAMFinal()
        final.message = .init(octets: client.prove(with: keys))
        final.device = self.device
        self.phase = .proving(client)
        self.ask(.scramFinal(final), as: .login)
    }

    mutating func loggedIn(_ answer: LoggedIn, at now: Instant) {
        if case .proving(let client) = self.phase {
            guard client.isGenuine(answer.serverMessage.octets) else {
                return self.fail(.serverMisbehaved("the server could not prove that it knows us"))
            }
        }
        self.phase = .ready(Heartbeat(limits: self.limits, at: now))
        self.attempts = 0
        self.token = answer.resumptionToken.octets
        if self.guest != nil, let account = AccountName(answer.account) { self.account = account }
        self.outputs.append(.admit)
        self.outputs.append(.event(.online(keys: self.keys, isReturn: self.hasBeenOnline)))
        self.hasBeenOnline = true
        if let sync = self.timeline.begin() { self.ask(.sync(sync), as: .sync) }
        self.outbox.connectionChanged()
        self.sendPosts()
    }

    /// A resumption that fails costs nothing but the way over the keys or the password; a guest comes
    /// as a new one.
    mutating func refused(_ refused: Refused) {
        if case .resuming = self.phase, self.keys != nil || self.guest != nil {
            return self.hangUp(then: .dialAtOnce)
        }
        if refused.cause == Refusal.serverBusy.rawValue {
            return self.hangUp(then: .backOff(reason: refused.text))
        }
        guard self.guest == nil else { return self.fail(.guestRefused(refused)) }
        if refused.cause == Refusal.passwordExpired.rawValue {
            guard self.changesPassword else { return self.fail(.passwordExpired(refused.text)) }
            self.phase = .expired
            return self.outputs.append(.event(.passwordExpired))
        }
        self.fail(.loginRefused(refused.text))
    }
}

extension GuestLogin {
    init(_ pass: GuestPass, _ device: Device) {
        self.init()
        self.conference = pass.conference.text
        self.name = pass.name.text
        self.pin = pass.pin?.digits ?? ""
        self.device = device
    }
}
