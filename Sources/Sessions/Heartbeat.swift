import Units

/// Whether a connection still carries anything, in both directions, and how long that takes.
///
/// **One ping is under way at a time; `check` says when the next is due and when the connection is
/// dead.** In a conference that is a matter of seconds: everybody else sees a picture that stands
/// still, and TCP by itself would wait for minutes. Elsewhere a slower beat spares the server.
struct Heartbeat {
    enum Verdict: Equatable {
        case alive
        case pingDue
        case dead(reason: String)
    }

    private let limits: ClientLimits
    private var lastHeard: Instant
    private var lastPing: Instant
    /// When the ping under way was sent.
    private var pingSent: Instant?
    /// Between the newest answered ping and its answer.
    private(set) var roundTrip: Duration?
    /// Whether the beat is that of a conference.
    var isInConference = false

    /// A connection that has just been heard.
    init(limits: ClientLimits, at now: Instant) {
        self.limits = limits
        self.lastHeard = now
        self.lastPing = now
    }

    /// When to call `check`.
    var deadline: Instant {
        guard let pingSent = self.pingSent else { return self.lastPing + self.interval }
        return min(
            max(pingSent, self.lastHeard) + self.silenceMaximum, pingSent + self.answerMaximum)
    }

    mutating func heard(at now: Instant) { self.lastHeard = now }

    mutating func pinged(at now: Instant) {
        self.lastPing = now
        self.pingSent = now
    }

    mutating func answered(at now: Instant) {
        guard let pingSent = self.pingSent else { return }
        self.roundTrip = now - pingSent
        self.pingSent = nil
    }

    func check(at now: Instant) -> Verdict {
        guard let pingSent = self.pingSent else {
            return self.lastPing + self.interval <= now ? .pingDue : .alive
        }
        if now - max(pingSent, self.lastHeard) >= self.silenceMaximum {
            return .dead(reason: "nothing heard for \(Int(self.silenceMaximum.seconds)) s")
        }
        // Media may go on coming in while nothing of ours arrives any more.
        if now - pingSent >= self.answerMaximum {
            return .dead(reason: "not heard for \(Int(self.answerMaximum.seconds)) s")
        }
        return .alive
    }

    private var interval: Duration {
        self.isInConference ? self.limits.conferencePingInterval : self.limits.pingInterval
    }

    private var silenceMaximum: Duration {
        self.isInConference ? self.limits.conferenceSilenceMaximum : self.limits.silenceMaximum
    }

    private var answerMaximum: Duration {
        self.isInConference ? self.limits.conferenceAnswerMaximum : self.limits.silenceMaximum
    }
}
