import Units
import Wire

/// Noticing that a connection is dead, and coming back.
extension ClientSession {
    mutating func lost(
        reason: String, exitCode: ExitCode, isFinal: Bool, at now: Instant
    ) {
        self.abandonRequests()
        var reason = reason
        switch self.phase {
        case .over: return
        case .hangingUp(.dialAtOnce): return self.dial(at: now)
        case .hangingUp(.backOff(let cause)): reason = cause
        case .ready(let heartbeat) where heartbeat.isInConference:
            self.missedUntil = now + self.limits.returnPeriod
        default: break
        }
        guard self.hasBeenOnline || self.limits.isPersistent, !isFinal else {
            return self.fail(.unreachable(reason: reason, exitCode: exitCode))
        }
        if let missedUntil = self.missedUntil, missedUntil <= now { self.missedUntil = nil }
        self.attempts += 1
        let delay = self.limits.backoff(
            attempt: self.attempts, isMissed: self.missedUntil != nil, using: &self.random)
        self.phase = .waiting(until: now + delay)
        self.outputs.append(.event(.offline(reason: reason, retryIn: delay)))
    }

    mutating func timeOut(at now: Instant) {
        switch self.phase {
        case .waiting(let until) where until <= now:
            self.dial(at: now)
        case .dialing(let until?) where until <= now:
            self.abandon(reason: "the server does not answer", at: now)
        case .ready(let heartbeat):
            switch heartbeat.check(at: now) {
            case .alive: break
            case .pingDue: self.ping(heartbeat, at: now)
            case .dead(let reason): return self.abandon(reason: reason, at: now)
            }
            self.outbox.retryDue(at: now)
            self.sendPosts()
        case .challenging, .deriving, .proving, .resuming, .asGuest, .expired:
            if let deadline = self.nextStep, deadline <= now {
                self.abandon(reason: "the server does not answer", at: now)
            }
        default: break
        }
    }

    mutating func ping(_ heartbeat: consuming Heartbeat, at now: Instant) {
        heartbeat.pinged(at: now)
        self.phase = .ready(heartbeat)
        self.ask(.ping(Ping()), as: .ping)
    }

    /// In a conference a lost connection is noticed, and come back from, in seconds.
    mutating func note(isInConference: Bool) {
        guard case .ready(var heartbeat) = self.phase else { return }
        heartbeat.isInConference = isInConference
        self.phase = .ready(heartbeat)
        self.missedUntil = nil
    }

    /// A dead connection is not waited for: closing it in order would take as long as it is dead.
    mutating func abandon(reason: String, at now: Instant) {
        self.outputs.append(.abandon)
        // Whoever is missed has waited long enough by now.
        if self.missedUntil != nil { self.attempts = 0 }
        self.lost(reason: reason, exitCode: .unavailable, isFinal: false, at: now)
    }

    mutating func hangUp(then next: Next) {
        self.phase = .hangingUp(next)
        self.outputs.append(.hangUp)
    }

    /// Whether the server did what was asked is unknown from here on.
    mutating func abandonRequests(_ answer: Answer = .connectionLost) {
        for (_, asked) in self.asked.sorted(by: { $0.key < $1.key }) {
            if case .caller(let token) = asked {
                self.outputs.append(.answer(token, answer))
            }
        }
        self.asked.removeAll()
    }
}
