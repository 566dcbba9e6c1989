import Canvas
import Interface
import Rooms
import Testing
import Units

struct ChatTests {
    @Test func aKeyGoesBackToTheChatBefore() {
        var screen = Screen.ready()
        screen.keys("alt+/")
        #expect(screen.line.hasPrefix("#team>"))
        #expect(screen.text[0].hasPrefix("no other chat was shown"))
        screen.keys("alt+3", "alt+2", "alt+/")
        #expect(screen.line.hasPrefix("#ops>"))
        screen.keys("alt+/")
        #expect(screen.line.hasPrefix("@bob>"))
        // One that is gone is none.
        screen.send(.chats([.team, .bob]))
        screen.keys("alt+/")
        #expect(screen.line.hasPrefix("@bob>"))
    }

    /// As wide as the longest name of who has spoken, up to a third of a narrow screen.
    @Test func theColumnOfNamesIsAsWideAsTheyAre() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1)))
        #expect(screen.shows("14:01   bob │ one"))
        screen.send(.line(.said("maximilian", "two", 2)))
        #expect(screen.shows("14:01        bob │ one"))
        #expect(screen.shows("14:02 maximilian │ two"))
        screen.send(.line(.said("maximilian.of.somewhere", "three", 3)))
        #expect(screen.shows("14:03 maximilian.of… │ three"))
        screen.send(.resize(columns: 40, rows: 12))
        #expect(screen.shows("14:03 maximili… │ three"))
        screen.keys("alt+2")
        screen.send(.line(.said("bob", "four", 4, in: .bob)))
        #expect(screen.shows("14:04   bob │ four"))
    }

    @Test func postsALineAndShowsItUntilItIsConfirmed() throws {
        var screen = Screen.ready()
        screen.enter("hello there")
        let text = try #require(MessageText("hello there"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
        #expect(screen.style(of: "hello there") == Theme.standard[.messagePending])
        screen.send(
            .posted(PostID(1), revision: 9, time: Timestamp(milliseconds: 1_795_615_500_000)))
        #expect(screen.shows("14:05 alice │ hello there"))
        screen.send(
            .line(
                ChatLine(
                    chat: .team, revision: 9, time: Timestamp(milliseconds: 1_795_615_500_000),
                    body: .message(from: "alice", text: "hello there"), post: PostID(1))))
        #expect(screen.picture.split(separator: "hello there").count == 2)
    }

    @Test func aRefusedLineStaysWithTheReason() {
        var screen = Screen.ready(120, 24)
        screen.enter("hello")
        screen.send(.postFailed(PostID(1), reason: "the server is busy; try again"))
        #expect(screen.shows("not sent: the server is busy; try again"))
        #expect(screen.style(of: "hello") == Theme.standard[.messageFailed])
    }

    @Test func countsUnreadAndMarksWhatIsNew() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "first", 1, in: .ops)))
        screen.keys("alt+3", "alt+1")
        screen.send(.line(.said("bob", "second", 2, in: .ops)))
        screen.send(.line(.said("carol", "third", 3, in: .ops)))
        #expect(screen.style(of: "#ops") == Theme.standard[.listUnread])
        #expect(screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" 2│") })
        screen.keys("alt+a")
        #expect(screen.shows("── new ─"))
        #expect(!screen.text.contains { $0.hasPrefix("3 #ops") && $0.contains(" 2│") })
    }

    @Test func aPrivateMessageRingsAndAnUnwatchedTerminalIsNotified() {
        var screen = Screen.ready()
        screen.send(.line(.said("carol", "for all", 1, in: .ops)))
        #expect(screen.take() == [])
        screen.send(.line(.said("bob", "for you", 2, in: .bob)))
        #expect(screen.take() == [.bell])
        screen.pass(.seconds(2))
        screen.send(.focus(false))
        screen.send(.line(.said("carol", "hi\u{1B}", 3)))
        #expect(
            screen.take() == [
                .bell,
                .alert(
                    Alert(
                        .message, chat: "#team", sender: "carol",
                        text: Sanitized(remote: "hi\u{1B}"))),
            ])
    }

    @Test func everyLineIsShownOnceAndInOrder() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "three", 3)))
        screen.send(
            .history([.said("bob", "two", 2), .said("bob", "one", 1)], chat: .team, .before(0)))
        screen.send(.history([.said("bob", "two", 2)], chat: .team, .before(2)))
        let rows = screen.text.filter { $0.contains("bob │") }
        #expect(rows.count == 3)
        #expect(rows[0].contains("one") && rows[2].contains("three"))
    }

    @Test func asksForOlderLinesBeforeTheTopIsReached() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(10..<110, .before(0)))
        _ = screen.takeAll()
        for _ in 0..<6 { screen.keys("pageup") }
        #expect(screen.shows("newer: PgDn"))
        #expect(screen.takeAll() == [])
        screen.keys("pageup", "pageup")
        #expect(screen.takeAll() == [.history(chat: .team, .before(11))])
        for _ in 0..<10 { screen.keys("pageup") }
        #expect(screen.text[1].contains("2026-11-25"))
        #expect(screen.text[2].contains("line 10"))
        screen.send(.page(0..<0, .before(11)))
        screen.keys("pageup")
        #expect(screen.takeAll() == [])
        #expect(screen.text[2].contains("line 10"))
    }

    /// Both ends of what is held move with who reads, and a chat has no end to memory.
    @Test func aLongPastIsReadThroughAWindow() {
        var screen = Screen(80, 24)
        let said = 30_000
        var answered = 0
        /// Answers what is asked as a server does, 100 lines a page.
        func answer() {
            for effect in screen.takeAll() {
                guard case .history(_, let edge) = effect else { continue }
                answered += 1
                switch edge {
                case .before(let revision):
                    let end = revision == 0 ? said : Int(revision) - 1
                    screen.send(.page(max(0, end - 100)..<end, edge))
                case .after(let revision):
                    screen.send(.page(Int(revision)..<min(said, Int(revision) + 100), edge))
                }
            }
        }
        screen.send(.connection(.online))
        screen.send(.chats([.team]))
        answer()
        #expect(screen.shows("line \(said - 1)"))
        for _ in 0..<300 {
            screen.keys("pageup")
            answer()
        }
        // 21 rows of messages, one of them seen again, and a row for each new day.
        #expect(!screen.shows("line \(said - 4000)") && answered > 40)
        let before = screen.text
        screen.send(.line(.said("bob", "just now", said)))
        #expect(screen.text.dropLast(3) == before.dropLast(3))
        for _ in 0..<310 {
            screen.keys("pagedown")
            answer()
        }
        #expect(screen.shows("line \(said - 1)"))
        #expect(!screen.shows("newer: PgDn"))
    }

    @Test func endsAndNewsAreAKeyAway() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(10..<110, .before(0)))
        screen.keys("ctrl+home")
        #expect(screen.shows("line 10"))
        screen.keys("ctrl+end")
        #expect(screen.shows("line 109") && !screen.shows("newer"))
        screen.keys("alt+2")
        screen.send(.page(110..<160, .after(110)))
        for minute in 110..<160 { screen.send(.line(.said("bob", "line \(minute)", minute))) }
        screen.keys("alt+1", "alt+u")
        #expect(screen.shows("── new ─") && screen.shows("line 110"))
        #expect(!screen.shows("line 159"))
        screen.keys("alt+2", "alt+1")
        #expect(screen.shows("line 110"), "every chat keeps its place")
    }

    @Test func aScrolledPaneStaysWhereItIs() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(10..<40, .before(0)))
        screen.keys("pageup")
        let before = screen.text.filter { $0.contains("line ") && !$0.contains("newer") }
        screen.send(.line(.said("bob", "news", 50)))
        let after = screen.text.filter { $0.contains("line ") && !$0.contains("newer") }
        #expect(before == after)
    }

    @Test func aDayBeginsWithItsDate() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "late", 590)))
        screen.send(.line(.said("bob", "later", 610)))
        #expect(screen.shows("── Wed 2026-11-25 ─"))
        #expect(screen.shows("── Thu 2026-11-26 ─"))
        screen.state.offsetFromUTC = .seconds(7200)
        #expect(!screen.shows("── Wed 2026-11-25 ─"))
        #expect(screen.shows("01:50"))
    }

    @Test func saysHowTheConnectionIs() {
        var screen = Screen.ready()
        #expect(screen.status.contains("online"))
        screen.send(.connection(.offline(reason: "reset by peer", retryIn: .seconds(3))))
        #expect(screen.status.contains("offline, again in 3 s"))
        #expect(screen.shows("note: connection lost: reset by peer"))
        #expect(screen.state.deadline == screen.now + .seconds(1))
        screen.pass(.seconds(1))
        #expect(screen.status.contains("offline, again in 2 s"))
        screen.send(.connection(.online))
        #expect(screen.shows("connected again"))
    }

    @Test func aNoticeGoesAfterAWhileAndStaysInTheLog() {
        var screen = Screen.ready()
        screen.send(.notice(.error, "no such camera\u{1B}[31m"))
        #expect(screen.text[0].hasPrefix(#"error: no such camera\u{1B}[31m"#))
        #expect(screen.state.deadline == screen.now + .seconds(8))
        screen.pass(.seconds(8))
        #expect(!screen.shows("no such camera"))
        screen.enter("/log")
        #expect(screen.shows("error: no such camera"))
    }

    @Test func aChatThatVanishesTakesNoLineToAnother() {
        var screen = Screen.ready()
        screen.type("for the team only")
        screen.send(.chats([.ops]))
        #expect(screen.line.hasPrefix("held> for the team only"))
        screen.keys("enter")
        #expect(screen.take() == [])
        #expect(screen.shows("this line was begun when it was shared with #team (3)"))
    }
}
