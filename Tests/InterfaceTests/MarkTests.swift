import Canvas
import Interface
import Rooms
import Testing
import Units

/// Several messages marked, and something done to all of them.
struct MarkTests {
    private static func screen() -> Screen {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "first", 1)))
        screen.send(.line(.said("alice", "second", 2)))
        screen.send(.line(.said("carol", "third", 3)))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    /// The first and the third, revisions 2 and 4; the newer one first.
    private static func marked() -> Screen {
        var screen = self.screen()
        screen.keys("ctrl+up", "alt+k", "ctrl+up", "ctrl+up", "alt+k")
        return screen
    }

    @Test func marksAreSeenAndTakenBack() {
        var screen = Self.marked()
        #expect(screen.shows("bob✓▌ first") && screen.shows("carol✓│ third"))
        #expect(screen.text[0].contains("2 marked"))
        screen.keys("alt+k")
        #expect(screen.shows("bob ▌ first") && screen.text[0].contains("1 marked"))
        screen.keys("escape")
        #expect(screen.shows("carol │ third") && !screen.text[0].contains("marked"))
    }

    @Test func theMouseMarksWithControl() throws {
        var screen = Self.screen()
        let row = try #require(screen.text.firstIndex { $0.contains("second") })
        let click = MouseEvent(.press(.left), at: Point(column: 45, row: row), .control)
        screen.send(.mouse(click))
        #expect(screen.shows("alice✓│ second"))
        screen.send(.mouse(click))
        #expect(screen.shows("alice │ second"))
    }

    @Test func allMarkedAreForwardedInTheirOrder() {
        var screen = Self.marked()
        screen.enter("/forward #ops")
        #expect(
            screen.take() == [
                .act(chat: .ops, .forward(2, from: .team)),
                .act(chat: .ops, .forward(4, from: .team)),
            ])
        #expect(screen.shows("forwarding to #ops: 2 messages") && screen.shows("carol │ third"))
    }

    @Test func allMarkedAreDeletedAfterOneQuestion() {
        var screen = Self.marked()
        screen.enter("/delete")
        #expect(screen.take() == [] && screen.shows("delete for everybody: 2 messages?"))
        screen.keys("y")
        #expect(
            screen.take() == [
                .act(chat: .team, .deleteForAll(2)), .act(chat: .team, .deleteForAll(4)),
            ])
    }

    @Test func allMarkedAreHiddenAndCopied() {
        var screen = Self.marked()
        screen.keys("alt+c")
        #expect(screen.take() == [.copy(["bob: first", "carol: third"])])
        screen.enter("/hide")
        #expect(screen.take() == [.act(chat: .team, .deleteForMe(2))])
    }

    @Test func whatIsNamedIsMeantAllTheSame() {
        var screen = Self.marked()
        screen.enter("/hide ^^")
        #expect(screen.take() == [.act(chat: .team, .deleteForMe(3))])
    }

    @Test func whatIsDeletedMeanwhileIsToldAndNothingElseIsMeant() {
        var screen = Self.marked()
        screen.send(.change(.by("bob", .deleted(2))))
        screen.enter("/forward #ops")
        #expect(screen.take() == [] && screen.shows("a marked message is not here any more"))
        screen.send(.change(.by("carol", .deleted(4))))
        screen.keys("ctrl+u")
        screen.enter("/hide")
        #expect(screen.take() == [])
        screen.keys("ctrl+u", "escape", "escape")
        screen.enter("/hide")
        #expect(screen.take() == [.act(chat: .team, .deleteForMe(3))])
    }

    @Test func aDeletedMessageIsNotMarked() throws {
        var screen = Self.screen()
        screen.send(.change(.by("bob", .deleted(2))))
        let row = try #require(screen.text.firstIndex { $0.contains("│ deleted") })
        screen.send(
            .mouse(MouseEvent(.press(.left), at: Point(column: 45, row: row), .control)))
        #expect(!screen.text[0].contains("marked"))
    }

    @Test func marksStayIfNothingIsDone() {
        var screen = Self.marked()
        screen.enter("/delete")
        screen.keys("n")
        #expect(screen.text[0].contains("2 marked"))
        screen.enter("/hide ^^")
        #expect(screen.text[0].contains("2 marked"))
        screen.enter("/delete")
        screen.keys("y")
        #expect(!screen.text[0].contains("marked"))
    }

    @Test func marksAreGoneWhereOneHasLeft() {
        var screen = Self.marked()
        screen.keys("ctrl+n", "ctrl+p")
        #expect(!screen.text[0].contains("marked") && screen.shows("carol │ third"))
    }

    @Test func noMoreAreMarkedThanAreDoneAtOnce() {
        var screen = Screen.ready()
        for number in 1...60 { screen.send(.line(.said("bob", "line", number))) }
        for _ in 1...60 { screen.keys("ctrl+up", "alt+k") }
        #expect(screen.shows("no more than 50 can be marked"))
        screen.enter("/hide")
        #expect(screen.take().count == 50)
    }
}
