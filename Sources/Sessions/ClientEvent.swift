package import Rooms
package import Units
package import Wire

/// Names one request, so that its answer finds back to who asked.
package struct RequestToken: Sendable, Hashable {
    package var number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// What a client session tells its owner, unasked.
package enum ClientEvent: Sendable {
    /// Logged in. The keys can be kept, to log in again without a password.
    case online(keys: SCRAMKeys?, isReturn: Bool)
    /// The password was right, and may only be changed: requests go through for that.
    case passwordExpired
    /// The connection is gone; the next attempt comes after the delay.
    case offline(reason: String, retryIn: Duration)
    /// It is over and will not be tried again.
    case failed(ClientFailure)
    /// Everything up to the revision has come out.
    case caughtUp(revision: UInt64)
    case chatEvent(ChatEvent)
    case posted([UInt8], Posted)
    case postRefused([UInt8], Refused)
    /// One fragment of a media message.
    case media([UInt8])
    /// A piece of a file that was asked for.
    case fileChunk(FileChunk)
    /// Everything else the server says.
    case server(Event.OneOf_Body)
}

/// Why a session ended for good.
package enum ClientFailure: Error, Sendable, Hashable {
    /// The exit code says what kept us away: no such host, nobody there, not trusted.
    case unreachable(reason: String, exitCode: ExitCode)
    case loginRefused(String)
    /// Right, but too old.
    case passwordExpired(String)
    /// A conference's door stays shut for a guest.
    case guestRefused(Refused)
    case loggedOut(String)
    case serverMisbehaved(String)
    /// It took longer than it may.
    case outOfTime(Duration)
}

/// What somebody without an account shows instead of a password, for one conference.
package struct GuestPass: Sendable, Hashable {
    package var conference: ConferenceID
    /// That is shown to the others.
    package var name: GuestName
    package var pin: PIN?

    package init(_ conference: ConferenceID, name: GuestName, pin: PIN?) {
        self.conference = conference
        self.name = name
        self.pin = pin
    }
}

/// Where catching up begins.
package enum HistoryStart: Sendable, Hashable {
    /// Only what is said from the login on.
    case now
    /// What is newer than a revision; 0 for everything one may see.
    case after(UInt64)
    /// No chat events at all.
    case never
}

/// Every limit of a client session, with its unit and reason.
package struct ClientLimits: Sendable {
    /// Messages that wait for a connection or an acknowledgement.
    package var outboxMaximum = 1000
    /// Posts sent and not yet acknowledged; a quarter of what the server lets wait.
    package var postsInFlight = 64
    /// The server drops a connection after 60 s of silence, so three pings fit into that.
    package var pingInterval: Duration = .seconds(15)
    /// Nothing heard for this long in spite of a ping: the connection is dead.
    package var silenceMaximum: Duration = .seconds(25)
    /// The same two in a conference. A shorter silence takes every stall for a dead connection,
    /// which costs a second's sound; a longer one is time in which the others see one stand still.
    package var conferencePingInterval: Duration = .seconds(1)
    package var conferenceSilenceMaximum: Duration = .seconds(4)
    /// A ping in a conference that is not answered for this long, whatever else is heard: nothing
    /// arrives any more. Longer than silence, because a slow uplink may hold a ping up.
    package var conferenceAnswerMaximum: Duration = .seconds(6)
    /// Longest wait for one step of the login; deriving keys on a slow machine takes seconds.
    package var loginMaximum: Duration = .seconds(30)
    /// Wait before a post is repeated that the server was too busy for and named no time.
    package var busyRetry: Duration = .seconds(1)
    /// First and longest wait before dialling again.
    package var backoffMinimum: Duration = .milliseconds(200)
    package var backoffMaximum: Duration = .seconds(15)
    /// Who is missed in a conference hurries for as long as the server keeps the place (60 s): this
    /// is then the longest wait before dialling again,
    package var returnBackoffMaximum: Duration = .milliseconds(500)
    /// and for one attempt to reach the server or one step of the login. The first packet of an
    /// attempt is repeated after 1 s; waiting for the next repetition, 2 s later, would find a
    /// healed network no sooner than a new attempt does.
    package var returnStepMaximum: Duration = .seconds(2)
    package var returnPeriod: Duration = .seconds(60)
    /// Whether even the first connection is tried again; a script wants to know, a person to wait.
    package var isPersistent = false
    /// The longest that all of it may take, an errand's. Nil for ever.
    package var lifetime: Duration?
    /// What of that has gone by before the first dialling.
    package var spent: Duration = .zero

    package init() {}

    /// Doubles with each attempt up to the maximum; between half and all of it, so that a thousand
    /// clients of a restarted server don't come at once.
    func backoff(
        attempt: Int, isMissed: Bool, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let doubled = self.backoffMinimum * (1 << min(attempt - 1, 10))
        let capped = min(doubled, isMissed ? self.returnBackoffMaximum : self.backoffMaximum)
        return capped / 2 + capped * Double.random(in: 0...0.5, using: &random)
    }
}
