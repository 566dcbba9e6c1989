import Canvas
import Interface
import Rooms
import Testing
import Units

struct ChatTests {
    @Test func postsALineAndShowsItUntilItIsConfirmed() throws {
        var screen = Screen.ready()
        screen.enter("hello there")
        let text = try #require(MessageText("hello there"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
        #expect(screen.style(of: "hello there") == Theme.standard[.messagePending])
        screen.send(
            .posted(PostID(1), revision: 9, time: Timestamp(milliseconds: 1_795_615_500_000)))
        #expect(screen.shows("14:05          alice │ hello there"))
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
                .bell, .notify(title: "carol in #team", body: Sanitized(remote: "hi\u{1B}")),
            ])
    }

    @Test func everyLineIsShownOnceAndInOrder() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "three", 3)))
        screen.send(.history([.said("bob", "two", 2), .said("bob", "one", 1)], chat: .team))
        screen.send(.history([.said("bob", "three", 3)], chat: .team))
        let rows = screen.text.filter { $0.contains("bob │") }
        #expect(rows.count == 3)
        #expect(rows[0].contains("one") && rows[2].contains("three"))
    }

    @Test func asksForOlderLinesAtTheTop() {
        var screen = Screen.ready(80, 12)
        screen.send(.history((10..<40).map { .said("bob", "line \($0)", $0) }, chat: .team))
        _ = screen.takeAll()
        screen.keys("pageup")
        #expect(screen.shows("newer: PgDn"))
        #expect(screen.takeAll() == [])
        for _ in 0..<5 { screen.keys("pageup") }
        #expect(screen.shows("line 10"))
        #expect(screen.takeAll() == [.history(chat: .team, before: 11)])
        screen.send(.history([], chat: .team))
        screen.keys("pageup")
        #expect(screen.takeAll() == [])
    }

    @Test func aScrolledPaneStaysWhereItIs() {
        var screen = Screen.ready(80, 12)
        screen.send(.history((10..<40).map { .said("bob", "line \($0)", $0) }, chat: .team))
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
        #expect(screen.shows("── 2026-11-25 ─"))
        #expect(screen.shows("── 2026-11-26 ─"))
        screen.state.offsetFromUTC = .seconds(7200)
        #expect(!screen.shows("── 2026-11-25 ─"))
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
