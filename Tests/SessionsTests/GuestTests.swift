import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// People without an account: what they get to, and what they don't (L1.21, L1.22).
struct GuestTests {
    private static let open = ConferenceSetup.make { $0.public = true }

    private func enter(
        _ desk: inout Desk, _ setup: ConferenceSetup = open
    ) throws -> (table: Desk.Table, guest: ConnectionID, name: String, joined: Joined) {
        let table = try desk.table(setup)
        let (guest, answer) = desk.guest(9, table.conference)
        guard case .loggedIn(let login)? = answer else { throw Desk.Unexpected() }
        desk.goLive(guest)
        let joined = try desk.joined(guest, table.conference)
        return (table, guest, login.account, joined)
    }

    @Test func aGuestIsSeenByNameAndMarked() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, _, name, joined) = try self.enter(&desk)
        #expect(name.hasPrefix("guest.") && name.count == 14)
        let me = try #require(joined.participants.first { $0.id == joined.participant })
        #expect((me.account, me.name) == (name, "Gwen"))
        #expect(me.role == .guest)
        #expect(joined.audience == "private to this meeting (3)")
        // That it has come is told with its name, too.
        let come = (desk.told[table.bob] ?? []).compactMap {
            if case .chatEvent(let event) = $0 { event } else { nil }
        }
        #expect(come.map(\.account) == [name] && come.map { $0.guests.map(\.name) } == [["Gwen"]])
    }

    /// In the order of the events that tell them: account and name.
    private static func names(_ events: [ChatEvent]) -> [String] {
        events.filter { $0.kind == .message }.flatMap(\.guests).map { "\($0.account) \($0.name)" }
    }

    @Test func whatAGuestSaidHasItsNameAlsoWhenItHasLeft() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, name, _) = try self.enter(&desk)
        let chat = "meeting:\(table.conference)"
        desk.ask(guest, Desk.post("hello", to: chat, number: 1))
        let live = (desk.told[table.ada] ?? []).compactMap {
            if case .chatEvent(let event) = $0 { event } else { nil }
        }
        #expect(Self.names(live) == ["\(name) Gwen"])
        desk.ask(guest, .leaveConference(LeaveConference()))
        var history = History()
        history.chat = chat
        history.count = 100
        guard case .historyPage(let page)? = desk.ask(table.bob, .history(history)) else {
            throw Desk.Unexpected()
        }
        #expect(Self.names(page.events) == ["\(name) Gwen"])
        // That it has come and gone is told by name, too.
        let others = page.events.filter { $0.account == name }
        #expect(others.count == 2 && others.allSatisfy { $0.guests.map(\.name) == ["Gwen"] })
        guard case .syncPage(let sync)? = desk.ask(table.ada, .sync(Sync())) else {
            throw Desk.Unexpected()
        }
        #expect(Self.names(sync.events) == ["\(name) Gwen"])
    }

    /// Or whoever comes and goes often enough would use up all names.
    @Test func aNameUnderWhichNobodyCameInIsGivenAgain() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(Self.open)
        for number in 9..<12 as Range<UInt64> {
            let (gone, _) = desk.guest(number, table.conference)
            desk.feed(.closed(gone))
        }
        let (guest, _) = desk.guest(12, table.conference)
        desk.goLive(guest)
        let joined = try desk.joined(guest, table.conference)
        let me = try #require(joined.participants.first { $0.id == joined.participant })
        #expect(me.name == "Gwen")
    }

    @Test func aNameUnderWhichSomebodyWasThereIsNot() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, first, _, _) = try self.enter(&desk)
        desk.ask(first, .leaveConference(LeaveConference()))
        desk.feed(.closed(first))
        let (guest, _) = desk.guest(12, table.conference)
        desk.goLive(guest)
        let joined = try desk.joined(guest, table.conference)
        let me = try #require(joined.participants.first { $0.id == joined.participant })
        #expect(me.name == "Gwen 2")
    }

    /// What she said stays in the room's chat, and must not look like another's.
    @Test func aNameOfAnEarlierTimeOfARoomIsNotGivenAgain() throws {
        var office = try Office()
        let room = try office.plan(Self.open, at: nil).conference
        var names: [String] = []
        for number in 20..<23 as Range<UInt64> {
            _ = try office.desk.joined(office.ada, room)
            let (guest, _) = office.desk.guest(number, room)
            office.desk.goLive(guest)
            let joined = try office.desk.joined(guest, room)
            names += joined.participants.filter { $0.id == joined.participant }.map(\.name)
            office.desk.act(office.ada, .end(Empty()))
            office.desk.feed(.closed(guest))
        }
        #expect(names == ["Gwen", "Gwen 2", "Gwen 3"])
    }

    @Test func aSecretVoteIsNotToldByTheName() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, _, _) = try self.enter(&desk)
        let chat = "meeting:\(table.conference)"
        var new = NewPoll()
        new.question = "well?"
        new.options = ["yes", "no"]
        new.anonymous = true
        let asked = desk.ask(table.ada, Desk.act(.ask(new), in: chat, number: 2))
        guard case .posted(let poll)? = asked else { throw Desk.Unexpected() }
        desk.forgetTold()
        var vote = Vote()
        vote.message = poll.revision
        vote.choice.options = [1]
        desk.ask(guest, Desk.act(.vote(vote), in: chat, number: 3))
        let votes = (desk.told[table.bob] ?? []).compactMap {
            if case .chatEvent(let event) = $0 { event } else { nil }
        }
        #expect(votes.count == 1 && votes.allSatisfy { $0.guests.isEmpty && $0.sender.isEmpty })
    }

    @Test func noTwoGuestsAreCalledAlike() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, _, _) = try self.enter(&desk)
        desk.ask(guest, .leaveConference(LeaveConference()))
        let (second, answer) = desk.guest(10, table.conference, name: "gw\u{435}n")
        guard case .loggedIn? = answer else { throw Desk.Unexpected() }
        desk.goLive(second)
        let joined = try desk.joined(second, table.conference)
        let me = joined.participants.first { $0.id == joined.participant }
        #expect(me?.name == "gw\u{435}n 2")
    }

    /// Every request there is but those of a conference.
    @Test func aGuestGetsNowhereElse() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, name, _) = try self.enter(&desk)
        let other = try desk.conference(table.ada, in: table.chat)
        var search = Search()
        search.text = "secret"
        var open = OpenChat()
        open.chat = "meeting:\(table.conference)"
        var start = StartConference()
        start.chat = table.chat
        for request: Request.OneOf_Body in [
            Desk.newChat(.private, "", with: ["ada"]), Desk.newChat(.favourites, "", with: []),
            .listChats(ListChats()), .openChat(open), .search(search),
            .startConference(start), .startConference(StartConference()),
            .listConferences(ListConferences()), .answerInvitation(AnswerInvitation()),
        ] {
            #expect(Desk.refusal(desk.ask(guest, request)) == .accessDenied)
        }
        let post = Desk.post("hello", to: table.chat, number: 1)
        #expect(Desk.refusal(desk.ask(guest, post)) == .chatNotFound)
        #expect(
            Desk.refusal(desk.ask(table.ada, Desk.newChat(.private, "", with: [name])))
                == .userNotFound)
        var add = AddMember()
        add.account = name
        let adding = Desk.act(.add(add), in: table.chat, number: 2)
        #expect(Desk.refusal(desk.ask(table.ada, adding)) == .userNotFound)
        desk.ask(guest, .leaveConference(LeaveConference()))
        // Gone is gone: the name means nothing any more.
        #expect(desk.closed.contains(guest))
        let (again, answer) = desk.guest(10, table.conference)
        guard case .loggedIn? = answer else { throw Desk.Unexpected() }
        #expect(Desk.refusal(desk.ask(again, Desk.join(other))) == .conferenceNotFound)
        #expect(Desk.refusal(desk.knock(again, "", calls: "ada")) == .conferenceNotFound)
    }

    @Test func unknownAndPrivateConferencesAnswerAlike() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        var answers: [Response.OneOf_Body?] = []
        for (number, conference) in [table.conference, "aaaa-bbbb-cccc", "", "x"].enumerated() {
            let (id, answer) = desk.guest(UInt64(20 + number), conference)
            answers.append(answer)
            #expect(desk.closed.last == id)
        }
        #expect(answers.allSatisfy { $0 == answers[0] })
        #expect(Desk.refusal(answers[0]) == .conferenceNotFound)
    }

    @Test func aGuestsPINIsCountedBySource() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(
            .make {
                $0.public = true
                $0.asksPin = true
                $0.pin = "4711"
            }, withBob: false)
        #expect(Desk.refusal(desk.guest(20, table.conference, source: "x").answer) == .pinRequired)
        for number in UInt64(21)...25 {
            let answer = desk.guest(number, table.conference, pin: "1", source: "x").answer
            #expect(Desk.refusal(answer) == .pinWrong)
        }
        let late = desk.guest(26, table.conference, pin: "4711", source: "x").answer
        #expect(Desk.refusal(late) == .pinLocked)
        let elsewhere = desk.guest(27, table.conference, pin: "4711", source: "y")
        guard case .loggedIn? = elsewhere.answer else { throw Desk.Unexpected() }
        // Shown once, it is not asked for at the door.
        _ = try desk.joined(elsewhere.id, table.conference)
    }

    @Test(arguments: ["", "   ", String(repeating: "x", count: 65), "a\nb", "a\u{200B}b"])
    func aNameIsOneShortLine(name: String) throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(Self.open)
        #expect(Desk.refusal(desk.guest(20, table.conference, name: name).answer) == .tooLong)
    }

    @Test func whatIsForbiddenToGuestsTheyDoNot() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, _, _) = try self.enter(
            &desk,
            .make {
                $0.public = true
                $0.forbiddenToGuests = [.write, .speak, .show]
            })
        let chat = "meeting:\(table.conference)"
        let post = Desk.post("hello", to: chat, number: 1)
        #expect(Desk.refusal(desk.ask(guest, post)) == .accessDenied)
        var new = NewPoll()
        new.question = "well?"
        new.options = ["yes", "no"]
        let asked = desk.ask(table.ada, Desk.act(.ask(new), in: chat, number: 2))
        guard case .posted(let poll)? = asked else { throw Desk.Unexpected() }
        var vote = Vote()
        vote.message = poll.revision
        vote.choice.options = [1]
        let answer = Desk.act(.vote(vote), in: chat, number: 3)
        #expect(Desk.refusal(desk.ask(guest, answer)) == .accessDenied)
        #expect(desk.turnOn(guest, microphone: true) == .accessDenied)
        #expect(desk.turnOn(guest, camera: true) == .accessDenied)
        #expect(desk.act(table.ada, .change(Self.open)) == nil)
        #expect(Desk.refusal(desk.ask(guest, post)) == nil)
        #expect(Desk.refusal(desk.ask(guest, answer)) == nil)
        #expect(desk.turnOn(guest, microphone: true) == nil)
    }

    @Test func aGuestDiesWithTheConference() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, name, _) = try self.enter(&desk)
        desk.act(table.ada, .end(Empty()))
        #expect(desk.closed == [guest])
        var ended = ConferenceEnded()
        ended.conference = table.conference
        #expect(desk.told[guest]?.contains(.conferenceEnded(ended)) == true)
        let accounts = try desk.store.database.accounts().map(\.name.text)
        #expect(!accounts.contains(name))
        let own = try desk.store.snapshot().chats.first { $0.kind == .meeting }
        #expect(own?.members.isEmpty == true)
    }

    @Test func aGuestComesBackByItsTokenAndNotAfterTheEnd() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(Self.open)
        let (guest, answer) = desk.guest(9, table.conference)
        guard case .loggedIn(let login)? = answer else { throw Desk.Unexpected() }
        _ = try desk.joined(guest, table.conference, visit: Desk.visit)
        desk.feed(.closed(guest))
        let again = ConnectionID(10)
        desk.feed(.opened(again, channelBinding: [1]))
        var resume = Resume()
        resume.token = login.resumptionToken
        resume.device = Desk.device
        guard case .loggedIn(let second)? = desk.ask(again, .resume(resume)) else {
            throw Desk.Unexpected()
        }
        #expect(second.account == login.account)
        let back = try desk.joined(again, table.conference, visit: Desk.visit)
        #expect(back.participants.count == 3)
        desk.act(table.ada, .end(Empty()))
        let late = ConnectionID(11)
        desk.feed(.opened(late, channelBinding: [1]))
        resume.token = second.resumptionToken
        #expect(Desk.refusal(desk.ask(late, .resume(resume))) == .loginRefused)
    }

    @Test func aGuestWhoIsMadeAModeratorLeads() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, guest, name, joined) = try self.enter(&desk)
        #expect(desk.act(guest, .lock(Empty())) == .accessDenied)
        #expect(desk.act(table.ada, .appoint(joined.participant)) == nil)
        #expect(desk.act(guest, .lock(Empty())) == nil)
        #expect(desk.act(table.ada, .dismiss(name)) == nil)
        #expect(desk.act(guest, .unlock(Empty())) == .accessDenied)
    }

    @Test func whoGoesAwayDuringTheLoginIsNobody() throws {
        var limits = SwitchboardLimits()
        limits.guestsMaximum = 1
        var desk = try Desk("ada", "bob", "eve", limits: limits)
        let table = try desk.table(Self.open)
        for number in UInt64(20)...25 {
            desk.holdsStore = true
            _ = desk.guest(number, table.conference)
            desk.feed(.closed(ConnectionID(number)))
            desk.holdsStore = false
            desk.answerStore()
        }
        guard case .loggedIn? = desk.guest(30, table.conference).answer else {
            throw Desk.Unexpected()
        }
    }

    @Test func guestsLogInOnlySoFast() throws {
        var limits = SwitchboardLimits()
        limits.guestLoginBurst = 2
        var desk = try Desk("ada", "bob", "eve", limits: limits)
        let table = try desk.table(Self.open)
        for number in UInt64(20)...21 {
            guard case .loggedIn? = desk.guest(number, table.conference).answer else {
                throw Desk.Unexpected()
            }
        }
        #expect(Desk.refusal(desk.guest(22, table.conference).answer) == .serverBusy)
        limits.guestsMaximum = 2
        desk = try Desk("ada", "bob", "eve", limits: limits)
        let small = try desk.table(Self.open)
        for number in UInt64(20)...21 { _ = desk.guest(number, small.conference) }
        #expect(Desk.refusal(desk.guest(22, small.conference).answer) == .full)
        // One who goes away makes room, whether it ever came in or not.
        desk.feed(.closed(ConnectionID(20)))
        desk.advance(.seconds(10))
        guard case .loggedIn? = desk.guest(23, small.conference).answer else {
            throw Desk.Unexpected()
        }
    }
}

/// A guest's way in, as the client goes it.
struct GuestSessionTests {
    private static let pass: GuestPass? = {
        guard let id = ConferenceID("k7f2-mq9x-d3tv"), let name = try? GuestName("Gwen Li"),
            let pin = try? PIN("123456")
        else { return nil }
        return GuestPass(id, name: name, pin: pin)
    }()

    private typealias Session = ClientSession<SeededRandom>

    private static func session() throws -> Session {
        let pass: GuestPass = try #require(Self.pass)
        return Session(
            account: .nobody, guest: pass, device: Desk.device, keys: nil,
            history: .never, primitives: .toy, random: SeededRandom(seed: 1))
    }

    private static func connect(_ session: inout Session) -> Request? {
        _ = session.handle(.start, at: .start)
        let outputs = session.handle(.connected(channelBinding: [1]), at: .start)
        for case .send(let bytes) in outputs {
            return try? Request(parsing: Array(bytes.dropFirst(Frame.headerLength)))
        }
        return nil
    }

    private static func answer(
        _ session: inout Session, _ request: Request, _ body: Response.OneOf_Body
    ) -> [Session.Output] {
        var response = Response()
        (response.id, response.body) = (request.id, body)
        var control = ServerControl()
        control.body = .response(response)
        return session.handle(.frame(control.frame), at: .start)
    }

    @Test func showsTheNameAndThePINInsteadOfAPassword() throws {
        var session = try Self.session()
        let request = try #require(Self.connect(&session))
        guard case .guestLogin(let login)? = request.body else { throw Desk.Unexpected() }
        #expect(login.conference == "k7f2-mq9x-d3tv")
        #expect(login.name == "Gwen Li" && login.pin == "123456")
        let outputs = Self.answer(&session, request, .loggedIn(LoggedIn()))
        #expect(
            outputs.contains {
                if case .event(.online(keys: nil, isReturn: false)) = $0 { true } else { false }
            })
    }

    @Test func isToldWhyTheDoorStaysShut() throws {
        var session = try Self.session()
        let request = try #require(Self.connect(&session))
        let refused = Refused(Denial(.pinWrong, "the PIN is wrong; 4 more tries"))
        let outputs = Self.answer(&session, request, .refused(refused))
        #expect(
            outputs.contains {
                if case .event(.failed(.guestRefused(refused))) = $0 { true } else { false }
            })
    }
}
