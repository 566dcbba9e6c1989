import Canvas
import Interface
import Rooms
import Testing
import Units

struct PlainTests {
    private var front = PlainFront(account: .alice)

    init() {
        _ = self.front.update(.connection(.online), at: .start)
        _ = self.front.update(.chats([.team, .bob, .ops]), at: .start)
    }

    private mutating func hear(_ message: Message) -> [String] {
        self.front.update(message, at: .start).lines.map(\.text)
    }

    private mutating func type(_ line: String) -> PlainFront.Outcome {
        self.front.typed(line, at: .start)
    }

    @Test func beginsWithTheConnectionAndWhereLinesGo() {
        var front = PlainFront(account: .alice)
        #expect(front.update(.connection(.online), at: .start).lines == ["connected"])
        let lines = front.update(.chats([.team]), at: .start).lines
        #expect(lines == ["what you write is shared with #team (3)"])
    }

    @Test mutating func printsWhatIsSaidOnce() {
        #expect(
            self.hear(.line(.said("bob", "hello\u{1B}[2J", 5))) == [
                #"14:05 #team bob: hello\u{1B}[2J"#
            ])
        #expect(self.hear(.line(.said("bob", "hello\u{1B}[2J", 5))) == [])
        #expect(
            self.hear(.line(.said("bob", "one\ntwo", 6, in: .bob))) == [
                "14:06 @bob bob: one", "    two",
            ])
        #expect(self.hear(.line(.said("bob", "/me waves", 7))) == ["14:07 #team * bob waves"])
        #expect(
            self.hear(.line(.line(.added("dave", by: "bob"), 8))) == ["14:08 #team bob added dave"])
    }

    @Test mutating func sendsAndRunsCommands() throws {
        let text = try #require(MessageText("hello"))
        #expect(self.type("hello").effects == [.post(chat: .team, text: text, id: PostID(1))])
        #expect(
            self.type("/call --unlinked").effects == [
                .call(CallDraft(chat: .team, isUnlinked: true))
            ])
        #expect(
            self.type("/quti")
                == .init(lines: [
                    "error: there is no command '/quti'; the nearest is /quit", "nothing was sent",
                ]))
        #expect(self.type("/chat #ops").lines == ["what you write is shared with #ops (2)"])
        #expect(self.type("/help").lines.contains { $0.text.hasPrefix("/join [ID [PIN]|@user]") })
    }

    @Test mutating func takesNoThemeThatIsNotThere() {
        self.front.themes = ["dark", "light"]
        let outcome = self.type("/set theme typo")
        #expect(outcome.lines.first?.text.hasPrefix("error: there is no theme 'typo'") == true)
        #expect(self.type("/save-settings").effects == [])
    }

    @Test mutating func saysOnceWhatTheNetworkDoesAndOnceThatItIsOver() {
        let slow = NetworkState(delay: .milliseconds(420))
        #expect(self.hear(.network(slow)) == [])
        _ = self.hear(.joined(.meeting()))
        #expect(self.hear(.network(slow)) == ["network: sound is late"])
        #expect(self.hear(.network(NetworkState(delay: .milliseconds(480)))) == [])
        // Not yet well below.
        #expect(self.hear(.network(NetworkState(delay: .milliseconds(280)))) == [])
        let reduced = NetworkState(delay: .milliseconds(90), remark: "slow link: 320x180")
        #expect(self.hear(.network(reduced)) == ["network: slow link: 320x180"])
        #expect(self.hear(.network(reduced)) == [])
        #expect(
            self.hear(.network(NetworkState(delay: .milliseconds(90))))
                == ["network: as it should be"])
    }

    @Test mutating func tellsAboutConferences() {
        let mine = ConferenceSummary(
            id: .one, chat: .team, isUnlinked: true, startedBy: "alice", participantCount: 1)
        #expect(self.hear(.conferenceStarted(mine)) == ["conference k7f2-mq9x-d3tv started"])
        #expect(
            self.hear(.joined(.meeting(unlinked: true))) == [
                "in conference k7f2-mq9x-d3tv with alice (you), bob, carol: "
                    + "private to this meeting (3), end to end",
                "what you write is private to this meeting (3)",
            ])
        #expect(self.hear(.conferenceEnded(.one)).contains("conference k7f2-mq9x-d3tv ended"))
    }

    @Test mutating func holdsTheFirstLineAfterAChange() throws {
        _ = self.hear(.joined(.meeting(unlinked: true)))
        _ = self.type("n")
        _ = self.type("d")
        _ = self.hear(.audience(.team))
        let asked = self.type("they must not read this")
        #expect(asked.effects == [])
        #expect(
            asked.lines == [
                "this line was begun when it was private to this meeting (3); now? "
                    + "b: send it where it was begun, d: drop it, e: edit it for here"
            ])
        let text = try #require(MessageText("they must not read this"))
        #expect(
            self.type("b").effects == [.post(chat: .meeting(.one), text: text, id: PostID(1))])
        #expect(self.type("hello team").effects.count == 1)
    }

    @Test mutating func asksBeforeASecretIsSent() {
        #expect(self.type("Tr0ub4dor&3").lines.count == 1)
        let answered = self.type("no")
        #expect(answered.effects == [] && answered.lines == ["nothing was sent"])
        _ = self.type("Tr0ub4dor&3")
        #expect(self.type("y").effects.count == 1)
    }

    @Test mutating func everyChangeIsASentence() {
        _ = self.hear(.line(.said("bob", "hello", 5)))
        for (kind, line) in [
            (.edited(6, "good\nday"), "14:30 #team carol changed bob: hello, now: good day"),
            (.reacted(6, "👍"), "14:30 #team carol put 👍 under bob: good"),
            (.unreacted(6, "👍"), "14:30 #team carol took 👍 back from bob: good"),
            (.pinned(6), "14:30 #team carol pinned bob: good"),
            (.unpinned(6), "14:30 #team carol unpinned bob: good"),
            (.deleted(6), "14:30 #team carol deleted bob: good"),
            (.muted(true), "14:30 #team is silent now, but for mentions"),
            (.placed(.top), "14:30 #team stands on top of the list"),
            (.clearedForMe, "14:30 #team was cleared for you"),
            (.drafted("be\u{1B}gun"), #"you had begun to write in #team: be\u{1B}gun"#),
        ] as [(ChatChange.Kind, String)] {
            #expect(self.hear(.change(.by("carol", kind))) == [line])
        }
        #expect(self.hear(.change(.by("alice", .read(6)))) == [])
        #expect(self.hear(.typing(chat: .team, account: .bob)) == ["bob is writing in #team"])
        #expect(self.hear(.typing(chat: .team, account: .bob)) == [])
        #expect(
            self.hear(.line(.line(.roleChanged("bob", .admin, by: "carol"), 9)))
                == ["14:09 #team carol made bob an admin"])
        #expect(
            self.hear(.line(.line(.removed("bob", by: "bob"), 10))) == ["14:10 #team bob left"])
        #expect(
            self.hear(.line(.line(.added("bob", by: "bob"), 11))) == ["14:11 #team bob joined"])
    }

    @Test mutating func answersAndChangesAreTypedAsLines() throws {
        _ = self.hear(.line(.said("bob", "hello", 5)))
        _ = self.hear(.line(.said("alice", "mine", 6)))
        let text = try #require(MessageText("yes"))
        #expect(self.type("/reply ^2").lines == ["what you write now answers bob: hello"])
        #expect(
            self.type("yes").effects
                == [.post(chat: .team, text: text, id: PostID(1), replyTo: 6)])
        #expect(self.type("/edit").lines == ["what you write now changes alice: mine"])
        #expect(self.type("yes").effects == [.act(chat: .team, .edit(7, text))])
        _ = self.type("/edit")
        #expect(self.type("").lines == ["left as it is"])
        #expect(
            self.type("/edit yes") == .init(effects: [.act(chat: .team, .edit(7, text))]))
        var line = ChatLine.said("bob", "indeed", 8)
        line.details = MessageDetails(replyTo: 7, forwardedFrom: "dave")
        #expect(
            self.hear(.line(line))
                == ["14:08 #team bob: indeed", "    forwarded from dave", "    > alice: mine"])
    }

    @Test mutating func listsAndDraftsArePrinted() {
        #expect(
            self.hear(.opened(chat: .team, pinned: [], draft: "to be"))
                == ["you had begun to write in #team: to be"])
        #expect(self.type("hello").lines == [])
        #expect(self.type("/search hay").effects == [.search("hay", chat: .team)])
        #expect(
            self.hear(.found([.said("bob", "hay", 5)], words: "hay"))
                == ["1  2026-11-25 14:05 #team bob: hay"])
        #expect(self.type("/goto 1").effects == [.history(chat: .team, .before(7))])
        let page = (5..<20).map { ChatLine.said("bob", "hay", $0) }
        #expect(
            self.hear(.history(page.filter { $0.revision < 7 }, chat: .team, .before(7))) == [
                "14:05 #team bob: hay"
            ])
        let thanks = self.type("/reply thanks").effects
        guard case .post(_, _, _, replyTo: 6) = thanks.first else {
            Issue.record("not an answer to what was shown: \(thanks)")
            return
        }
    }
}
