import Canvas
import Interface
import Rooms
import Testing

/// L2.11: the screen says where a line goes, and a line never goes anywhere else.
struct AudienceTests {
    @Test func saysInWordsAndColourWhereALineGoes() {
        var screen = Screen.inCall()
        #expect(screen.status.hasPrefix("shared with #team (3)"))
        #expect(screen.line.hasPrefix("#team> "))
        #expect(screen.style(of: "shared with") == Theme.standard[.statusShared])
        screen.send(.audience(.meeting))
        screen.pass(.seconds(9))
        #expect(screen.status.hasPrefix("private to this meeting (3)"))
        #expect(screen.line.hasPrefix("meeting> "))
        #expect(screen.style(of: "private to") == Theme.standard[.statusPrivate])
        screen.keys("ctrl+n")
        #expect(!screen.status.hasPrefix("private to this meeting"))
    }

    private func held(_ line: String) -> Screen {
        var screen = Screen.inCall(unlinked: true)
        screen.type(line)
        screen.send(.audience(.team))
        screen.type(" indeed")
        screen.keys("enter")
        return screen
    }

    @Test func aLineBegunBeforeAChangeIsHeldAndAskedAbout() throws {
        var screen = self.held("they must not read this")
        #expect(screen.take() == [.bell])
        #expect(screen.shows("this line was begun when it was private to this meeting (3)"))
        screen.keys("b")
        let text = try #require(MessageText("they must not read this indeed"))
        #expect(screen.take() == [.post(chat: .meeting(.one), text: text, id: PostID(1))])
        screen.enter("hello team")
        let next = try #require(MessageText("hello team"))
        #expect(screen.take() == [.post(chat: .team, text: next, id: PostID(2))])
    }

    @Test func aHeldLineCanBeDropped() {
        var screen = self.held("secret plan")
        screen.keys("d")
        #expect(screen.take() == [.bell])
        #expect(!screen.shows("secret plan"))
    }

    @Test(arguments: ["e", "escape"] as [Key])
    func aHeldLineGoesElsewhereOnlyAfterASecondEnter(key: Key) throws {
        var screen = self.held("fine for all")
        screen.keys(key)
        #expect(screen.take() == [.bell])
        #expect(screen.line.hasPrefix("#team> fine for all indeed"))
        screen.keys("enter")
        let text = try #require(MessageText("fine for all indeed"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
    }

    @Test(arguments: ["/me hides", "//slash", "/plain-text words"])
    func noCommandGetsAHeldLineThrough(line: String) {
        var screen = Screen.inCall(unlinked: true)
        screen.keys("enter")
        screen.type(line)
        screen.send(.audience(.team))
        screen.keys("enter")
        #expect(screen.take() == [.bell])
        #expect(screen.shows("this line was begun when"))
    }

    @Test func leavingAMeetingHoldsItsLine() {
        var screen = Screen.inCall(unlinked: true)
        screen.type("only for us")
        screen.send(.left(reason: "the connection was lost"))
        #expect(screen.line.hasPrefix("held> only for us"))
        screen.keys("enter")
        #expect(screen.take() == [])
    }

    @Test func aLineEmptiedIsHeldNoMore() throws {
        var screen = Screen.inCall(unlinked: true)
        screen.type("x")
        screen.send(.audience(.team))
        screen.keys("backspace")
        screen.type("hi")
        screen.keys("enter")
        _ = try #require(MessageText("hi"))
        #expect(screen.take().count == 2)
    }

    @Test func aPersonWhoChangesChatsFindsEachLineWhereItWas() {
        var screen = Screen.ready()
        screen.type("to the team")
        screen.keys("ctrl+n")
        #expect(screen.line.hasPrefix("@bob> "))
        #expect(!screen.line.contains("to the team"))
        screen.keys("ctrl+p")
        #expect(screen.line.hasPrefix("#team> to the team"))
    }

    /// A command that says something is a line too.
    @Test(arguments: ["/reply ^ not for them", "/edit ^ not for them"])
    func anAnswerOrAnEditBegunBeforeAChangeIsHeld(line: String) {
        var screen = Screen.inCall(unlinked: true)
        screen.send(.line(.said("alice", "to the team", 7)))
        screen.keys("enter")
        screen.type(line)
        screen.send(.audience(.team))
        _ = screen.take()
        screen.keys("enter")
        #expect(screen.take() == [])
        #expect(screen.shows("this line was begun when it was private to this meeting (3)"))
        screen.keys("d")
        #expect(screen.take() == [] && screen.line.hasPrefix("#team> "))
    }
}
