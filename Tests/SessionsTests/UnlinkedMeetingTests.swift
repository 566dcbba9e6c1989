import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Who reads the chat of an unlinked conference: whoever is in it, and nobody else for long.
struct UnlinkedMeetingTests {
    /// `ada` is in an unlinked conference of a chat with `bob`.
    private func begin(
        _ desk: inout Desk
    ) throws -> (ada: ConnectionID, bob: ConnectionID, conference: String) {
        let (ada, bob) = (try desk.enter(1, "ada"), try desk.enter(2, "bob"))
        let chat = try desk.group(ada, "team", with: "bob", "eve")
        let conference = try desk.conference(ada, in: chat, isUnlinked: true)
        _ = try desk.joined(ada, conference)
        return (ada, bob, conference)
    }

    /// Members of the conference's chat as stored.
    private func members(_ desk: Desk, _ conference: String) -> [String] {
        let chat = try? desk.store.snapshot().chats.first { $0.id.text == "meeting:\(conference)" }
        return chat.map { $0.members.keys.map(\.text).sorted() } ?? []
    }

    @Test func whoIsLostWhileComingInIsAMemberOnlyUntilTheAbsenceIsOver() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (_, bob, conference) = try self.begin(&desk)
        desk.holdsStore = true
        desk.ask(bob, Desk.join(conference))
        desk.feed(.closed(bob))
        desk.holdsStore = false
        desk.answerStore()
        #expect(self.members(desk, conference) == ["ada", "bob"])
        desk.advance(SwitchboardLimits().absenceMaximum)
        desk.feed(.timeout)
        #expect(self.members(desk, conference) == ["ada"])
    }

    @Test func whoComesInAsItEndsIsNoMember() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, conference) = try self.begin(&desk)
        desk.holdsStore = true
        desk.ask(bob, Desk.join(conference))
        var end = ConferenceAct()
        end.end = Empty()
        desk.ask(ada, .conferenceAct(end))
        desk.holdsStore = false
        desk.answerStore()
        #expect(Desk.refusal(desk.ask(bob, .leaveConference(LeaveConference()))) == .notPossibleNow)
        #expect(self.members(desk, conference) == [])
    }

    @Test func whoLeavesAndComesBackAtOnceIsAMember() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (_, bob, conference) = try self.begin(&desk)
        _ = try desk.joined(bob, conference)
        desk.holdsStore = true
        desk.ask(bob, .leaveConference(LeaveConference()))
        desk.ask(bob, Desk.join(conference))
        desk.holdsStore = false
        desk.answerStore()
        #expect(self.members(desk, conference) == ["ada", "bob"])
        let post = Desk.post("hello", to: "meeting:\(conference)", number: 1)
        #expect(Desk.refusal(desk.ask(bob, post)) == nil)
    }

    @Test func aSecondRequestToComeInIsAnswered() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (_, bob, conference) = try self.begin(&desk)
        desk.holdsStore = true
        desk.ask(bob, Desk.join(conference))
        let answer = desk.ask(bob, Desk.join(conference))
        #expect(Desk.refusal(answer) == .notPossibleNow)
        desk.holdsStore = false
        desk.answerStore()
        #expect(self.members(desk, conference) == ["ada", "bob"])
        desk.advance(SwitchboardLimits().absenceMaximum)
        desk.ask(bob, .ping(Ping()))
        desk.feed(.timeout)
        #expect(self.members(desk, conference) == ["ada", "bob"])
    }

    @Test func twoWhoComeInTogetherDoNotShareTheLastSeat() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, conference) = try self.begin(&desk)
        for number in 0..<UInt64(AllOnScreen.participantsMaximum - 2) {
            _ = try desk.joined(desk.enter(100 + number, "ada"), conference)
        }
        let eve = try desk.enter(3, "eve")
        desk.holdsStore = true
        desk.ask(bob, Desk.join(conference))
        desk.ask(eve, Desk.join(conference))
        desk.holdsStore = false
        desk.answerStore()
        guard case .conferenceList(let list)? = desk.ask(ada, .listConferences(ListConferences()))
        else { throw Desk.Unexpected() }
        #expect(list.conferences.map(\.participants) == [UInt32(AllOnScreen.participantsMaximum)])
        desk.advance(SwitchboardLimits().absenceMaximum)
        for id in [ada, bob, eve] { desk.ask(id, .ping(Ping())) }
        desk.feed(.timeout)
        #expect(self.members(desk, conference) == ["ada", "bob"])
        #expect(Desk.refusal(desk.ask(eve, .leaveConference(LeaveConference()))) == .notPossibleNow)
    }

    @Test func theChatIsForgottenWhenItsConferenceAndItsMembersAreGone() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, conference) = try self.begin(&desk)
        _ = try desk.joined(bob, conference)
        let chat = try #require(ChatID("meeting:\(conference)"))
        desk.feed(.closed(bob))
        desk.ask(ada, .leaveConference(LeaveConference()))
        #expect(desk.switchboard.chats[chat] != nil)
        desk.advance(SwitchboardLimits().absenceMaximum)
        desk.feed(.timeout)
        #expect(desk.switchboard.chats[chat] == nil)
        #expect(desk.switchboard.chatsOf.values.allSatisfy { !$0.contains(chat) })
        // One that nobody came to goes as well.
        let group = try #require(try desk.store.snapshot().chats.first { $0.kind == .group })
        _ = try desk.conference(ada, in: group.id.text, isUnlinked: true)
        #expect(desk.switchboard.chats.count == 2)
        desk.advance(SwitchboardLimits().absenceMaximum)
        desk.ask(ada, .ping(Ping()))
        desk.feed(.timeout)
        #expect(desk.switchboard.chats.count == 1)
    }

    // MARK: Afterwards

    private func history(
        _ desk: inout Desk, _ id: ConnectionID, _ conference: String
    ) -> Response.OneOf_Body? {
        var history = History()
        (history.chat, history.count) = ("meeting:\(conference)", 50)
        return desk.ask(id, .history(history))
    }

    private func lines(_ answer: Response.OneOf_Body?) -> [String]? {
        guard case .historyPage(let page)? = answer else { return nil }
        return page.events.filter { $0.kind == .message }.map(\.text)
    }

    /// What one has read stays; what was said before one came, or after one left, stays others'.
    @Test func whoWasInItReadsTheirStretchWhenItIsOver() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, conference) = try self.begin(&desk)
        let eve = try desk.enter(3, "eve")
        let chat = "meeting:\(conference)"
        for (number, text) in ["before bob", "with bob", "after bob"].enumerated() {
            if number == 1 { _ = try desk.joined(bob, conference) }
            if number == 2 { desk.ask(bob, .leaveConference(LeaveConference())) }
            desk.ask(ada, Desk.post(text, to: chat, number: number + 1))
        }
        // While it runs it is there for those who are in it.
        #expect(Desk.refusal(self.history(&desk, bob, conference)) == .chatNotFound)
        desk.act(ada, .end(Empty()))
        #expect(
            self.lines(self.history(&desk, ada, conference))
                == ["before bob", "with bob", "after bob"])
        #expect(self.lines(self.history(&desk, bob, conference)) == ["with bob"])
        let unknown = self.history(&desk, eve, "k7f2-mq9x-d3tv")
        #expect(self.history(&desk, eve, conference) == unknown)
        #expect(Desk.refusal(unknown) == .chatNotFound)
        let post = Desk.post("one more", to: chat, number: 9)
        #expect(Desk.refusal(desk.ask(ada, post)) == .chatNotFound)
        try desk.restart()
        let again = try desk.enter(11, "bob")
        #expect(self.lines(self.history(&desk, again, conference)) == ["with bob"])
    }

    @Test(arguments: [false, true])
    func anEmptyChatIsSweptAfterAQuarterOfAnHour(isWritten: Bool) throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, bob, conference) = try self.begin(&desk)
        if isWritten { desk.ask(ada, Desk.post("hello", to: "meeting:\(conference)", number: 1)) }
        func live(_ seconds: Int64) {
            for _ in 0..<(seconds / 10) {
                desk.live(10_000)
                for id in [ada, bob] { desk.ask(id, .ping(Ping())) }
                desk.feed(.timeout)
            }
        }
        // As long as it runs it stays.
        live(1000)
        #expect(try self.isKept(desk, conference))
        desk.act(ada, .end(Empty()))
        live(890)
        #expect(try self.isKept(desk, conference))
        live(20)
        #expect(try self.isKept(desk, conference) == isWritten)
        #expect(try desk.store.database.integrityFaults() == [])
    }

    private func isKept(_ desk: Desk, _ conference: String) throws -> Bool {
        try desk.store.snapshot().chats.contains { $0.id.text == "meeting:\(conference)" }
    }

    /// Time passes with nobody there.
    private func pass(_ seconds: Int64, _ desk: inout Desk) {
        for _ in 0..<(seconds / 10) {
            desk.live(10_000)
            if let deadline = desk.switchboard.deadline, deadline <= desk.now.instant {
                desk.feed(.timeout)
            }
        }
    }

    @Test func anEmptyChatThatARestartLeftIsSweptAsWell() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, _, conference) = try self.begin(&desk)
        desk.act(ada, .end(Empty()))
        try desk.restart()
        self.pass(890, &desk)
        #expect(try self.isKept(desk, conference))
        self.pass(20, &desk)
        #expect(try !self.isKept(desk, conference))
    }

    @Test func anEmptyChatThatIsSparedIsLookedAtAgain() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        // From no chat: the newest event of all is its own, and is never forgotten.
        let conference = try desk.conference(ada, in: "")
        _ = try desk.joined(ada, conference)
        desk.act(ada, .end(Empty()))
        self.pass(910, &desk)
        #expect(try self.isKept(desk, conference))
        _ = try desk.group(desk.enter(2, "ada"), "team", with: "bob")
        self.pass(910, &desk)
        #expect(try !self.isKept(desk, conference))
        // With nothing left there is nothing to wake up for.
        self.pass(20, &desk)
        #expect(desk.switchboard.nextMeetingSweep == nil)
    }

    @Test func anEmptyChatOutlivesAClockSetBackByOneSweepOnly() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, _, conference) = try self.begin(&desk)
        desk.act(ada, .end(Empty()))
        desk.now.timestamp.milliseconds -= 20_000
        self.pass(910, &desk)
        #expect(try self.isKept(desk, conference))
        self.pass(910, &desk)
        #expect(try !self.isKept(desk, conference))
    }

    @Test func aSweepThatFailsIsTriedAgain() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, _, conference) = try self.begin(&desk)
        desk.act(ada, .end(Empty()))
        desk.holdsStore = true
        self.pass(910, &desk)
        let sweep = try #require(
            desk.held.first { if case .sweepMeetings = $0.1 { true } else { false } })
        desk.forgetHeld()
        desk.holdsStore = false
        desk.feed(.stored(sweep.0, .failed(reason: "the disk is full")))
        self.pass(910, &desk)
        #expect(try !self.isKept(desk, conference))
    }

    @Test func noConferenceSurvivesARestartSoItsChatDoesNeither() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (_, _, conference) = try self.begin(&desk)
        let chats = try desk.store.snapshot().chats
        #expect(chats.count == 2)
        var next = try Desk("ada", chats: chats)
        let ada = try next.enter(1, "ada")
        #expect(
            Desk.refusal(next.ask(ada, Desk.post("hello", to: "meeting:\(conference)", number: 1)))
                == .chatNotFound)
    }
}
