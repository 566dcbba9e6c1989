import Canvas
import Interface
import Rooms
import Testing
import Units

/// Before there is a connection, without one, and when it is back.
struct ConnectionTests {
    private static let refused = "nothing listens on port 4307 of example.org"

    private static func offline(_ reason: String, _ seconds: Int = 3) -> Message {
        .connection(.offline(reason: reason, retryIn: .seconds(seconds)))
    }

    private static func starting() -> Screen {
        var screen = Screen(80, 24)
        screen.state.server = "example.org"
        screen.send(.connection(.connecting))
        return screen
    }

    @Test func theScreenIsThereBeforeTheServerIs() {
        var screen = Self.starting()
        #expect(screen.shows("Connecting to example.org"))
        #expect(screen.status.hasSuffix("connecting"))
        #expect(!screen.shows("No chats yet"))
        // Help and settings need no server, nor does the end.
        screen.keys("f1")
        #expect(screen.shows("Keys everywhere"))
        screen.keys("escape")
        screen.enter("/set markup false")
        #expect(screen.shows("markup"))
        #expect(screen.line.hasPrefix("> "))
        screen.keys("ctrl+c")
        #expect(screen.shows("quit Conclave?"))
        screen.keys("y")
        #expect(screen.take().contains(.quit))
    }

    @Test func whatIsWrittenMeanwhileGoesToTheFirstChat() throws {
        var screen = Self.starting()
        screen.type("good morning")
        screen.keys("enter")
        #expect(
            screen.shows("error: there is no connection yet, and so no chat to write in"))
        #expect(screen.take() == [])
        screen.send(.connection(.online))
        screen.send(.chats([.team]))
        #expect(screen.line.hasPrefix("#team> good morning"))
        screen.keys("enter")
        let text = try #require(MessageText("good morning"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
    }

    @Test func saysWhyThereIsNoneAndWhenItIsTriedAgain() {
        var screen = Self.starting()
        screen.send(Self.offline(Self.refused))
        #expect(screen.shows("note: no connection: \(Self.refused); trying again"))
        #expect(screen.shows("No connection: \(Self.refused)"))
        #expect(screen.shows("Trying again in 3 s"))
        #expect(screen.status.hasSuffix("offline, again in 3 s"))
        screen.pass(.seconds(2))
        #expect(screen.shows("Trying again in 1 s"))
        screen.pass(.seconds(1))
        #expect(screen.status.hasSuffix("offline, trying again"))
        screen.send(.connection(.online))
        #expect(screen.text[0].hasPrefix("connected "))
        #expect(screen.status.hasSuffix("online"))
        screen.send(Self.offline("reset by peer"))
        #expect(screen.shows("note: connection lost: reset by peer"))
        screen.send(.connection(.online))
        #expect(screen.text[0].hasPrefix("connected again "))
    }

    /// A night without a network is one line of the log, not a thousand.
    @Test func anAttemptThatFailsLikeTheOneBeforeIsNoNews() {
        var screen = Screen.ready()
        for reason in ["reset by peer", Self.refused, Self.refused, Self.refused, "no route"] {
            screen.send(Self.offline(reason))
        }
        screen.enter("/log")
        // The first row has the newest of them once more.
        let lines = screen.text.dropFirst().filter { $0.contains("note: ") }
        #expect(lines.count == 3)
        #expect(screen.shows("note: connection lost: reset by peer"))
        #expect(screen.shows("note: no connection: no route; trying again"))
    }

    @Test func linesSayTheSameInSentences() {
        var front = PlainFront(account: .alice)
        front.server = "example.org"
        func hear(_ message: Message) -> [String] {
            front.update(message, at: .start).lines.map(\.text)
        }
        #expect(!front.takesLines)
        #expect(hear(.connection(.connecting)) == ["connecting to example.org"])
        #expect(!front.takesLines)
        #expect(
            hear(Self.offline(Self.refused))
                == ["note: no connection: \(Self.refused); trying again"])
        #expect(front.takesLines)
        #expect(hear(Self.offline(Self.refused)) == [])
        #expect(
            front.typed("hello", at: .start).lines == [
                "error: there is no connection yet, and so no chat to write in",
                "nothing was sent",
            ])
        #expect(hear(.connection(.online)) == ["connected"])
        #expect(hear(Self.offline("reset by peer")) == ["note: connection lost: reset by peer"])
        #expect(hear(.connection(.online)) == ["connected again"])
    }

    /// What a pipe says first may speak of a chat.
    @Test func linesWaitForTheChatsAndThoseOfAGuestDoNot() {
        var front = PlainFront(account: .alice)
        _ = front.update(.connection(.online), at: .start)
        #expect(!front.takesLines)
        _ = front.update(.chats([]), at: .start)
        #expect(front.takesLines)
        var guest = PlainFront(account: .nobody)
        _ = guest.update(.connection(.online), at: .start)
        #expect(guest.takesLines)
    }

    /// A guest is nobody until the server has said who.
    @Test func ownLinesAreOnesOwnAsSoonAsOneIsSomebody() throws {
        var screen = Screen(80, 24)
        screen.state = State(account: .nobody, columns: 80, rows: 24)
        let guest = try #require(AccountName("guest-7"))
        screen.send(.account(guest))
        screen.send(.connection(.online))
        #expect(screen.state.account == guest)
    }
}
