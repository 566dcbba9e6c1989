import Rooms
import Sessions
import Testing
import Units
import Wire

@testable import Simulation

/// Transcripts of a client's way to its server, with a connection that closes when it likes.
struct ClientSessionTests {
    private typealias Session = ClientSession<SeededRandom>

    /// A client and the server's half of the conversation.
    private struct Stage {
        var session: Session
        var now = Instant.start
        var requests: [Request] = []
        var hangUpCount = 0
        var abandonCount = 0
        var dialCount = 0
        var answers: [RequestToken] = []
        var events: [String] = []
        /// A caller was told that all of it is over.
        var hasEnded = false

        init(changesPassword: Bool = false, limits: ClientLimits = ClientLimits()) {
            let account = AccountName("ada") ?? .nobody
            self.session = Session(
                account: account, device: Device(), keys: nil, changesPassword: changesPassword,
                history: .never, primitives: .toy, limits: limits, random: SeededRandom(seed: 1))
        }

        mutating func feed(_ input: Session.Input) {
            for output in self.session.handle(input, at: self.now) {
                switch output {
                case .dial: self.dialCount += 1
                case .send(let bytes):
                    let body = Array(bytes.dropFirst(Frame.headerLength))
                    if let request = try? Request(parsing: body) { self.requests.append(request) }
                case .hangUp: self.hangUpCount += 1
                case .abandon: self.abandonCount += 1
                case .answer(let token, let answer):
                    self.answers.append(token)
                    if case .ended = answer { self.hasEnded = true }
                case .derive(let salt, let iterations):
                    let keys = SCRAMKeys.derive(
                        password: Array("secret".utf8), salt: salt, iterations: iterations,
                        primitives: .toy)
                    self.feed(.derived(keys))
                case .event(.failed): self.events.append("failed")
                case .event(.online): self.events.append("online")
                case .event(.offline): self.events.append("offline")
                case .event(.passwordExpired): self.events.append("expired")
                case .event, .admit: break
                }
            }
        }

        mutating func answer(_ body: Response.OneOf_Body) {
            var response = Response()
            response.id = self.requests.last?.id ?? 0
            response.body = body
            var control = ServerControl()
            control.body = .response(response)
            self.feed(.frame(control.frame))
        }

        mutating func refuse(_ refusal: Refusal) {
            var refused = Refused()
            refused.cause = refusal.rawValue
            refused.text = refusal.sentence
            self.answer(.refused(refused))
        }

        /// The server's half of a login, from the request that waits to its end.
        mutating func logIn() throws {
            let serverFinal = try self.prove()
            var answer = LoggedIn()
            answer.serverMessage = .init(octets: serverFinal)
            answer.resumptionToken = .init(octets: [5, 5, 5])
            self.answer(.loggedIn(answer))
        }

        /// Up to the proof, which waits for its answer; with what the server would answer.
        @discardableResult
        mutating func prove() throws -> [UInt8] {
            guard case .scramFirst(let first)? = self.requests.last?.body else {
                throw Missing(what: "a first message")
            }
            let credential = SCRAMCredential.make(
                password: Array("secret".utf8), salt: [1, 2, 3], iterations: 4096,
                primitives: .toy)
            let record = AccountRecord(
                name: AccountName("ada") ?? .nobody, credential: credential)
            let server = SCRAMServer(
                first: first.message.octets, account: record, serverSecret: [9], binding: [7],
                nonce: Array(1...18), primitives: .toy)
            guard var server else { throw Missing(what: "a server") }
            var challenge = SCRAMChallenge()
            challenge.message = .init(octets: server.challenge)
            self.answer(.scramChallenge(challenge))
            guard case .scramFinal(let final)? = self.requests.last?.body,
                case .authenticated(_, let serverFinal) = server.finish(final.message.octets)
            else { throw Missing(what: "a proof") }
            return serverFinal
        }

        mutating func lose() {
            self.feed(.disconnected(reason: "cut", exitCode: .unavailable, isFinal: false))
        }

        /// Lets time pass up to the session's deadline.
        mutating func waitForDeadline() {
            guard let deadline = self.session.deadline else { return }
            self.now = max(self.now, deadline)
            self.feed(.timeout)
        }
    }

    private struct Missing: Error { var what: String }

    private static func online() throws -> Stage {
        var stage = Stage()
        stage.feed(.start)
        stage.feed(.connected(channelBinding: [7]))
        try stage.logIn()
        #expect(stage.events == ["online"])
        return stage
    }

    @Test func aRefusedResumptionWaitsForTheOldConnectionAndDialsOnce() throws {
        var stage = try Self.online()
        stage.lose()
        stage.waitForDeadline()
        #expect(stage.dialCount == 2)
        stage.feed(.connected(channelBinding: [7]))
        guard case .resume? = stage.requests.last?.body else {
            throw Missing(what: "a resumption")
        }
        stage.refuse(.loginRefused)
        #expect(stage.hangUpCount == 1)
        #expect(stage.session.deadline == nil)
        #expect(stage.dialCount == 2)
        stage.lose()
        #expect(stage.dialCount == 3)
        stage.feed(.connected(channelBinding: [7]))
        try stage.logIn()
        #expect(stage.events == ["online", "offline", "online"])
    }

    /// A person waits for a server that is not there yet, a script wants to know.
    @Test(arguments: [true, false])
    func theFirstConnectionIsTriedAgainForWhoWaits(isPersistent: Bool) throws {
        var limits = ClientLimits()
        limits.isPersistent = isPersistent
        var stage = Stage(limits: limits)
        stage.feed(.start)
        stage.lose()
        guard isPersistent else { return #expect(stage.events == ["failed"]) }
        for count in 2...5 {
            stage.waitForDeadline()
            #expect(stage.dialCount == count)
            stage.lose()
        }
        stage.waitForDeadline()
        stage.feed(.connected(channelBinding: [7]))
        try stage.logIn()
        #expect(stage.events == Array(repeating: "offline", count: 5) + ["online"])
    }

    /// Whoever waits does so only for what waiting can mend.
    @Test func anotherServersKeyAndARefusedLoginEndTheFirstConnection() throws {
        var limits = ClientLimits()
        limits.isPersistent = true
        var stage = Stage(limits: limits)
        stage.feed(.start)
        stage.feed(.disconnected(reason: "its key", exitCode: .notPermitted, isFinal: true))
        #expect(stage.events == ["failed"] && stage.session.deadline == nil)
        stage = Stage(limits: limits)
        stage.feed(.start)
        stage.feed(.connected(channelBinding: [7]))
        try stage.prove()
        stage.refuse(.loginRefused)
        #expect(stage.events == ["failed"] && stage.session.deadline == nil)
    }

    @Test(arguments: [true, false])
    func anExpiredPasswordIsOfUseOnlyToWhoChangesIt(changesPassword: Bool) throws {
        var stage = Stage(changesPassword: changesPassword)
        stage.feed(.start)
        stage.feed(.connected(channelBinding: [7]))
        try stage.prove()
        stage.refuse(.passwordExpired)
        stage.feed(.request(RequestToken(1), .changePassword(ChangePassword())))
        guard changesPassword else {
            #expect(stage.events == ["failed"] && stage.hangUpCount == 1)
            return #expect(stage.answers == [RequestToken(1)])
        }
        #expect(stage.events == ["expired"])
        guard case .changePassword? = stage.requests.last?.body else {
            throw Missing(what: "a change")
        }
        stage.answer(.loggedIn(LoggedIn()))
        #expect(stage.answers == [RequestToken(1)])
        stage.waitForDeadline()
        #expect(stage.abandonCount == 1)
    }

    @Test func aConnectionThatNobodyWaitsForIsHungUp() throws {
        var stage = try Self.online()
        stage.feed(.connected(channelBinding: [8]))
        #expect(stage.hangUpCount == 1)
        stage.feed(.stop)
        stage.feed(.connected(channelBinding: [8]))
        #expect(stage.hangUpCount == 3)
    }

    @Test func aSilentConnectionIsAbandonedWithinAMinute() throws {
        var stage = try Self.online()
        for _ in 0..<10 where stage.abandonCount == 0 { stage.waitForDeadline() }
        #expect(stage.now - .start < .seconds(60))
        #expect(stage.events.last == "offline")
        #expect((stage.session.deadline ?? .start) > stage.now)
        #expect(stage.hangUpCount == 0)
    }

    // MARK: An errand's time

    /// How far an errand has come when its time is over.
    enum Progress: CaseIterable { case dialing, proving, asking, lost, hangingUp }

    @Test(arguments: Progress.allCases)
    func whatTakesTooLongIsGivenUp(progress: Progress) throws {
        var limits = ClientLimits()
        limits.lifetime = .seconds(10)
        var stage = Stage(limits: limits)
        stage.feed(.start)
        if progress != .dialing { stage.feed(.connected(channelBinding: [7])) }
        if progress == .proving { try stage.prove() }
        if progress == .asking || progress == .lost || progress == .hangingUp {
            try stage.logIn()
            stage.feed(.request(RequestToken(1), .listChats(ListChats())))
        }
        if progress == .lost || progress == .hangingUp { stage.lose() }
        if progress == .hangingUp {
            stage.waitForDeadline()
            stage.feed(.connected(channelBinding: [7]))
            stage.refuse(.loginRefused)
        }
        let end = Instant.start + .seconds(10)
        #expect(try #require(stage.session.deadline) <= end)
        stage.now = end
        stage.feed(.timeout)
        #expect(stage.events.last == "failed" && stage.session.deadline == nil)
        // Who does not answer is not waited for once more.
        #expect(stage.abandonCount == 1)
        #expect(stage.hasEnded == (progress == .asking))
        stage.feed(.request(RequestToken(2), .listChats(ListChats())))
        #expect(stage.answers.last == RequestToken(2) && stage.hasEnded)
        stage.answers.removeLast()
        let isAsked = progress == .asking || progress == .lost || progress == .hangingUp
        #expect(stage.answers == (isAsked ? [RequestToken(1)] : []))
    }

    @Test func whatHasGoneByBeforeIsCounted() {
        var limits = ClientLimits()
        limits.lifetime = .seconds(10)
        limits.spent = .seconds(4)
        var stage = Stage(limits: limits)
        stage.feed(.start)
        #expect(stage.session.deadline == .start + .seconds(6))
    }

    @Test func whatIsDoneInTimeIsNotGivenUp() throws {
        var limits = ClientLimits()
        limits.lifetime = .milliseconds(50)
        var stage = Stage(limits: limits)
        stage.feed(.start)
        stage.feed(.connected(channelBinding: [7]))
        try stage.logIn()
        stage.now = stage.now + .milliseconds(49)
        stage.feed(.timeout)
        #expect(stage.events == ["online"])
        stage.feed(.stop)
        #expect(stage.session.deadline == nil && stage.events == ["online"])
    }

    // MARK: In a conference

    private static func inConference() throws -> Stage {
        var stage = try Self.online()
        stage.feed(.request(RequestToken(1), .joinConference(JoinConference())))
        stage.answer(.joined(Joined()))
        return stage
    }

    /// Lets the server be heard, and perhaps answer pings, until the connection is given up.
    private static func timeUntilAbandoned(
        _ stage: inout Stage, hearingMedia: Bool, answering: Bool, atMost limit: Duration
    ) -> Duration? {
        let start = stage.now
        while stage.now - start < limit {
            stage.now = stage.now + .milliseconds(20)
            if hearingMedia { stage.feed(.frame(Frame(kind: .media, body: [0]))) }
            let count = stage.requests.count
            if let deadline = stage.session.deadline, deadline <= stage.now { stage.feed(.timeout) }
            if answering, stage.requests.count > count { stage.answer(.done(Done())) }
            if stage.abandonCount > 0 { return stage.now - start }
        }
        return nil
    }

    @Test func inAConferenceSilenceIsNoticedInSeconds() throws {
        var stage = try Self.inConference()
        let time = Self.timeUntilAbandoned(
            &stage, hearingMedia: false, answering: false, atMost: .seconds(60))
        #expect(try #require(time) <= .milliseconds(5100))
    }

    @Test func inAConferenceADeadUplinkIsNoticedAlthoughMediaComeIn() throws {
        var stage = try Self.inConference()
        let time = Self.timeUntilAbandoned(
            &stage, hearingMedia: true, answering: false, atMost: .seconds(60))
        #expect(try #require(time) <= .milliseconds(7100))
    }

    @Test func anAnsweredPingKeepsTheConnectionAndMeasuresTheWay() throws {
        var stage = try Self.inConference()
        stage.waitForDeadline()
        guard case .ping? = stage.requests.last?.body else { throw Missing(what: "a ping") }
        stage.now = stage.now + .milliseconds(70)
        stage.answer(.done(Done()))
        #expect(stage.session.roundTrip == .milliseconds(70))
        #expect(
            Self.timeUntilAbandoned(
                &stage, hearingMedia: false, answering: true, atMost: .seconds(60)) == nil)
    }

    @Test func afterTheConferenceTheSlowBeatIsBack() throws {
        for leaves in [true, false] {
            var stage = try Self.inConference()
            if leaves {
                stage.feed(.request(RequestToken(2), .leaveConference(LeaveConference())))
                stage.answer(.done(Done()))
            } else {
                var event = Event()
                event.body = .conferenceEnded(ConferenceEnded())
                var control = ServerControl()
                control.body = .event(event)
                stage.feed(.frame(control.frame))
            }
            let time = Self.timeUntilAbandoned(
                &stage, hearingMedia: false, answering: false, atMost: .seconds(60))
            #expect(try #require(time) > .seconds(20))
        }
    }

    @Test func whoIsMissedGivesEachAttemptThreeSecondsAndGoesOnAtOnce() throws {
        var stage = try Self.inConference()
        stage.lose()
        // Half a minute in which nobody answers.
        let start = stage.now
        var dials: [Instant] = []
        while stage.now - start < .seconds(30) {
            let count = stage.dialCount
            stage.waitForDeadline()
            if stage.dialCount > count { dials.append(stage.now) }
        }
        #expect(dials[0] - start <= .milliseconds(200))
        for (last, next) in zip(dials, dials.dropFirst()) {
            let limits = ClientLimits()
            #expect(next - last <= limits.returnStepMaximum + limits.returnBackoffMaximum)
        }
        #expect(stage.abandonCount >= dials.count - 1)
        #expect(!stage.events.contains("failed"))
    }

    @Test func aLoginThatStallsOnTheWayBackIsGivenUpInSeconds() throws {
        var stage = try Self.inConference()
        stage.lose()
        stage.waitForDeadline()
        stage.feed(.connected(channelBinding: [7]))
        let start = stage.now
        stage.waitForDeadline()
        #expect(stage.now - start == ClientLimits().returnStepMaximum)
        #expect(stage.abandonCount == 1)
    }

    @Test func whoIsNotMissedAnyMoreDoesNotHurry() throws {
        var stage = try Self.inConference()
        stage.lose()
        // Until an attempt has no limit but the connector's own.
        for _ in 0..<200 where stage.session.deadline != nil { stage.waitForDeadline() }
        #expect(stage.session.deadline == nil)
        #expect(stage.now - .start < .seconds(75))
        for _ in 0..<8 {
            stage.lose()
            stage.waitForDeadline()
        }
        stage.lose()
        #expect(try #require(stage.session.deadline) - stage.now > .seconds(5))
    }

    @Test(arguments: [true, false])
    func whatWasAskedIsAnsweredWhenItEnds(isStopped: Bool) throws {
        var stage = try Self.online()
        stage.feed(.request(RequestToken(4), .listChats(ListChats())))
        #expect(stage.answers.isEmpty)
        if isStopped {
            stage.feed(.stop)
        } else {
            stage.feed(.frame(Frame(kind: .control, body: [0xFF])))
        }
        #expect(stage.answers == [RequestToken(4)])
    }

    @Test func aBusyServerIsTriedAgainLater() throws {
        var stage = try Self.online()
        stage.lose()
        stage.waitForDeadline()
        stage.feed(.connected(channelBinding: [7]))
        stage.refuse(.loginRefused)
        stage.lose()
        stage.feed(.connected(channelBinding: [7]))
        stage.refuse(.serverBusy)
        #expect(stage.hangUpCount == 2)
        stage.lose()
        #expect(!stage.events.contains("failed"))
        #expect((stage.session.deadline ?? .start) > stage.now)
    }

    @Test func aPostThatMetABusyServerWaitsAsLongAsItSays() throws {
        var stage = try Self.online()
        let message = Outgoing(chat: "group:a", clientID: [1], text: "hello")
        stage.feed(.post(message))
        let count = stage.requests.count
        var refused = Refused()
        refused.cause = Refusal.serverBusy.rawValue
        refused.retryAfterSeconds = 5
        stage.answer(.refused(refused))
        let start = stage.now
        stage.waitForDeadline()
        #expect(stage.now - start == .seconds(5))
        #expect(stage.requests.count == count + 1)
    }

    @Test func withoutAPasswordItIsOverAndSaid() throws {
        var stage = Stage()
        stage.feed(.start)
        stage.feed(.connected(channelBinding: [7]))
        stage.feed(.passwordUnavailable(reason: "no terminal"))
        #expect(stage.events == ["failed"])
        #expect(stage.session.deadline == nil)
    }
}
