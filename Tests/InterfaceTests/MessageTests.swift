import Canvas
import Interface
import Rooms
import Testing
import Units

/// What becomes of messages, on the screen.
struct MessageTests {
    /// With three messages, revisions 2 to 4; the middle one is one's own.
    private static func screen(_ columns: Int = 80, _ rows: Int = 24) -> Screen {
        var screen = Screen.ready(columns, rows)
        screen.send(.line(.said("bob", "first of all", 1)))
        screen.send(.line(.said("alice", "second", 2)))
        screen.send(.line(.said("carol", "third", 3)))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    @Test func followsEditsReactionsAndPins() {
        var screen = Self.screen()
        screen.send(.change(.by("bob", .edited(2, "first, corrected"))))
        screen.send(.change(.by("carol", .reacted(2, "👍"))))
        screen.send(.change(.by("alice", .reacted(2, "👍"))))
        screen.send(.change(.by("alice", .reacted(2, "👍"))))
        screen.send(.change(.by("alice", .pinned(2))))
        #expect(screen.shows("bob │ first, corrected"))
        #expect(screen.shows("│ edited 14:30 · pinned · 👍 2"))
        screen.send(.change(.by("carol", .unreacted(2, "👍"))))
        screen.send(.change(.by("alice", .unpinned(2))))
        #expect(screen.shows("│ edited 14:30 · 👍\n"))
        #expect(!screen.shows("first of all"))
    }

    @Test func aDeletedMessageLeavesAMarkAndAHiddenOneNothing() {
        var screen = Self.screen()
        screen.send(.change(.by("bob", .deleted(2))))
        screen.send(.change(.by("alice", .hidden(4))))
        #expect(screen.shows("bob │ deleted"))
        #expect(!screen.shows("first") && !screen.shows("third"))
        screen.send(.change(.by("bob", .edited(2, "back again"))))
        #expect(!screen.shows("back again"))
        screen.send(.change(.by("alice", .clearedForMe)))
        #expect(!screen.shows("second"))
        screen.send(.line(.said("bob", "afterwards", 8)))
        screen.send(.line(.line(.cleared(by: "bob"), 9)))
        #expect(!screen.shows("afterwards") && screen.shows("bob cleared what was said before"))
    }

    @Test func quotesWhatIsAnsweredAndNamesWhoSaidItFirst() {
        var screen = Self.screen()
        var line = ChatLine.said("carol", "indeed", 5)
        line.details = MessageDetails(replyTo: 2)
        screen.send(.line(line))
        #expect(screen.shows("│ > bob: first of all\n"))
        line = .said("carol", "look", 6)
        line.details = MessageDetails(replyTo: 999, forwardedFrom: "dave")
        screen.send(.line(line))
        #expect(screen.shows("│ forwarded from dave\n") && screen.shows("│ > an earlier message\n"))
        screen.send(.change(.by("bob", .deleted(2))))
        #expect(screen.shows("│ > a deleted message\n"))
    }

    @Test func upOnAnEmptyLineChangesOnesLastMessage() throws {
        var screen = Self.screen()
        screen.send(.line(.said("alice", "fourth", 4)))
        screen.keys("up")
        #expect(screen.line.hasPrefix("edit> fourth"))
        #expect(screen.text[0].hasPrefix("what you write now changes alice: fourth"))
        screen.keys("up")
        #expect(screen.line.hasPrefix("edit> second"))
        screen.keys("down")
        #expect(screen.line.hasPrefix("edit> fourth"))
        screen.type(" indeed")
        screen.keys("enter")
        let text = try #require(MessageText("fourth indeed"))
        #expect(screen.take() == [.act(chat: .team, .edit(5, text))])
        #expect(screen.line.hasPrefix("#team> "))
        screen.keys("up")
        screen.type("!")
        screen.keys("up")
        #expect(screen.line.hasPrefix("edit> fourth!"))
        screen.keys("escape")
        #expect(screen.line.hasPrefix("#team> ") && screen.take() == [])
        screen.keys("alt+p")
        #expect(screen.line.hasPrefix("#team> fourth indeed"))
    }

    @Test func answersAreSentWithWhatTheyAnswer() throws {
        var screen = Self.screen()
        screen.enter("/reply ^3")
        #expect(screen.line.hasPrefix("reply> to bob: first of all  Esc gives up"))
        screen.enter("yes")
        let text = try #require(MessageText("yes"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1), replyTo: 2)])
        #expect(screen.shows("│ > bob: first of all\n"))
        screen.enter("/r yes")
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(2), replyTo: 4)])
        screen.enter("no")
        let next = try #require(MessageText("no"))
        #expect(screen.take() == [.post(chat: .team, text: next, id: PostID(3))])
    }

    @Test func whatCameWhileTheLineWasWrittenIsNotMeant() {
        var screen = Self.screen()
        screen.type("/hide ^")
        screen.send(.line(.said("bob", "just in time", 4)))
        screen.keys("enter")
        #expect(screen.take() == [.act(chat: .team, .deleteForMe(4))])
        screen.enter("/hide ^")
        #expect(screen.take() == [.act(chat: .team, .deleteForMe(5))])
    }

    @Test func theKeysChooseAMessage() throws {
        var screen = Self.screen()
        screen.keys("ctrl+up", "ctrl+up", "ctrl+up")
        #expect(screen.shows("bob ▌ first of all"))
        screen.enter("/react +1")
        let thumb = try #require(Emoji("👍"))
        #expect(screen.take() == [.act(chat: .team, .react(2, thumb))])
        screen.send(.change(.by("alice", .reacted(2, "👍"))))
        screen.enter("/react 👍")
        #expect(screen.take() == [.act(chat: .team, .takeReactionBack(2, thumb))])
        screen.enter("/edit")
        #expect(screen.text[0].hasPrefix("error: only your own messages can be changed"))
        screen.keys("ctrl+u", "ctrl+down")
        #expect(screen.shows("alice ▌ second"))
        screen.keys("escape")
        #expect(!screen.shows("▌"))
        screen.enter("/pin")
        #expect(screen.take() == [.act(chat: .team, .pin(4))])
        screen.enter("/forward ^^ #ops")
        #expect(screen.take() == [.act(chat: .ops, .forward(3, from: .team))])
    }

    @Test func whatIsNotUndoneIsAskedAbout() {
        var screen = Self.screen()
        for (line, question, action) in [
            ("/delete", "delete for everybody: alice: second?", .deleteForAll(3)),
            ("/clear", "clear what was said in #team, for you only?", .clearForMe),
            ("/clear --everybody", "in #team for everybody?", .clearForAll),
            ("/part", "leave #team for good?", .leave),
        ] as [(String, String, ChatAction)] {
            screen.enter(line)
            #expect(screen.shows(question), "\(line)")
            screen.keys("n")
            #expect(screen.take() == [])
            screen.enter(line)
            screen.keys("y")
            #expect(screen.take() == [.act(chat: .team, action)], "\(line)")
        }
    }

    @Test func anEditThatHasLostItsChatIsHeld() throws {
        var screen = Screen.inCall(unlinked: true)
        screen.send(.line(.said("alice", "secret", 7, in: .meeting(.one))))
        screen.keys("enter", "up")
        screen.type(" plan")
        screen.send(.audience(.team))
        #expect(screen.line.hasPrefix("held> secret plan"))
        screen.keys("enter", "b")
        let text = try #require(MessageText("secret plan"))
        #expect(screen.take() == [.bell, .act(chat: .meeting(.one), .edit(8, text))])
        #expect(screen.line.hasPrefix("#team> "))
    }

    @Test func goesToWhatWasFoundHoweverLongAgo() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(50..<80, .before(0)))
        screen.enter("/search needle")
        screen.send(.found([.said("carol", "a needle\nof two lines", 5)], words: "needle"))
        #expect(screen.shows("Found for 'needle'"))
        #expect(screen.shows("1  2026-11-25 14:05 #team carol: a needle of two lines"))
        _ = screen.takeAll()
        screen.keys("enter")
        #expect(screen.takeAll() == [.history(chat: .team, .before(7))])
        let found = [ChatLine.said("carol", "a needle\nof two lines", 5)]
        screen.send(.history(found, chat: .team, .before(7)))
        #expect(screen.shows("carol ▌ a needle"))
        #expect(
            screen.takeAll()
                == [.history(chat: .team, .after(6)), .history(chat: .team, .before(6))])
        screen.send(.page(6..<50, .after(6)))
        #expect(screen.shows("carol ▌ a needle") && screen.shows("line 6"))
        // Said meanwhile, while what is in between is not here.
        screen.send(.line(.said("bob", "line 80", 80)))
        #expect(!screen.shows("line 80"))
        _ = screen.takeAll()
        screen.keys("ctrl+end")
        #expect(screen.takeAll().filter(\.isHistory) == [.history(chat: .team, .before(0))])
        screen.send(.page(60..<81, .before(0)))
        #expect(screen.shows("line 80"))
        screen.enter("/search nothing")
        screen.send(.found([], words: "nothing"))
        #expect(screen.text[0].hasPrefix("nothing was found for 'nothing'"))
    }

    @Test func aMessageThatIsGoneIsNotGoneTo() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(50..<80, .before(0)))
        screen.send(.found([.said("carol", "needle", 5)], words: "needle"))
        screen.keys("enter")
        screen.send(.page(0..<5, .before(7)))
        #expect(screen.text[0].hasPrefix("note: that message is not there any more"))
        screen.send(.page(50..<80, .before(0)))
        #expect(screen.shows("line 79"))
    }

    @Test func listsWhatIsPinned() {
        var screen = Self.screen()
        screen.send(.opened(chat: .team, pinned: [.said("bob", "read me", 0)], draft: ""))
        screen.send(.change(.by("bob", .pinned(3))))
        screen.enter("/pins")
        #expect(screen.shows("Pinned in #team"))
        #expect(screen.shows("1  2026-11-25 14:00 #team bob: read me"))
        #expect(screen.shows("2  2026-11-25 14:02 #team alice: second"))
        screen.keys("escape")
        screen.send(.change(.by("bob", .unpinned(3))))
        screen.send(.change(.by("bob", .deleted(1))))
        screen.enter("/pins")
        #expect(screen.text[0].hasPrefix("nothing is pinned here"))
    }
}
