import Canvas
import Interface
import Rooms
import Testing
import Units

struct MouseTests {
    /// Clicks on the first place where a text stands.
    private static func click(
        _ text: String, from column: Int = 0, holding modifiers: Key.Modifiers = [],
        on screen: inout Screen,
    ) throws {
        let row = try #require(screen.text.firstIndex { $0.dropFirst(column).contains(text) })
        let line = screen.text[row]
        let start = try #require(
            line.indices.dropFirst(column).first { line[$0...].hasPrefix(text) })
        let column = Sanitized(remote: String(line[..<start])).width
        let point = Point(column: column, row: row)
        screen.send(.mouse(MouseEvent(.press(.left), at: point, modifiers)))
    }

    @Test func chatsMessagesAndTheLineAreClickedOn() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "choose me", 1)))
        try Self.click("choose me", on: &screen)
        #expect(screen.shows("bob ▌ choose me"))
        try Self.click("choose me", on: &screen)
        #expect(screen.shows("bob │ choose me"))
        screen.type("some words")
        try Self.click("words", on: &screen)
        screen.type("more ")
        #expect(screen.line.hasPrefix("#team> some more words"))
        try Self.click("#ops", on: &screen)
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func anAddressIsOfferedAndWithControlOpened() throws {
        var screen = Screen.ready()
        screen.state.opensLinks = true
        screen.send(.line(.said("bob", "see https://one.example/a or http://two.example", 1)))
        try Self.click("two.example", on: &screen)
        #expect(screen.shows("Links; Enter opens") && screen.shows("to two.example"))
        screen.keys("enter")
        let two = try #require(Link("http://two.example"))
        #expect(screen.take() == [.browse(two)])
        try Self.click("one.example", holding: .control, on: &screen)
        let one = try #require(Link("https://one.example/a"))
        #expect(screen.take() == [.browse(one)])
        #expect(!screen.shows("Links"))
        // Beside it the message is chosen, as before.
        try Self.click("see", on: &screen)
        #expect(screen.shows("bob ▌ see"))
    }

    @Test func theWheelMovesWhatIsUnderIt() {
        var screen = Screen.ready(80, 12)
        screen.send(.page(10..<110, .before(0)))
        let pane = Point(column: 40, row: 5)
        screen.send(.mouse(MouseEvent(.wheelUp, at: pane)))
        #expect(screen.shows("newer: PgDn") && screen.shows("line 106"))
        screen.send(.mouse(MouseEvent(.wheelDown, at: pane)))
        #expect(screen.shows("line 109"))
        screen.send(.mouse(MouseEvent(.wheelDown, at: Point(column: 3, row: 2))))
        #expect(screen.line.hasPrefix("#team>"))
        screen.keys("f1")
        screen.send(.mouse(MouseEvent(.wheelDown, at: pane)))
        #expect(screen.shows("alt+x") == false)
    }

    /// More than the list has rows: `#g1` to `#g30`.
    private static func manyChats() -> Screen {
        var screen = Screen(80, 12)
        screen.send(.connection(.online))
        let many = (1...30).map { number in
            ChatSummary(
                id: ChatID("group:g\(number)") ?? .ops, kind: .group, title: "g\(number)",
                members: [.alice])
        }
        screen.send(.chats(many))
        return screen
    }

    @Test func theWheelMovesTheListAndLeavesTheChat() throws {
        var screen = Self.manyChats()
        let unread = ChatID("group:g30") ?? .ops
        screen.send(.line(.said("bob", "below", 1, in: unread)))
        #expect(screen.shows("↓ 1 unread") && screen.text[0].contains("30:1"))
        let list = Point(column: 3, row: 4)
        for _ in 0..<3 { screen.send(.mouse(MouseEvent(.wheelDown, at: list))) }
        #expect(screen.line.hasPrefix("#g1>") && screen.text[1].hasPrefix("  #g10"))
        for _ in 0..<30 { screen.send(.mouse(MouseEvent(.wheelDown, at: list))) }
        #expect(screen.text[9].hasPrefix("  #g30") && !screen.shows("unread"))
        try Self.click("#g25", on: &screen)
        #expect(screen.line.hasPrefix("#g25>"))
    }

    @Test func aClickOnWhatIsUnreadBeyondTheListGoesThere() throws {
        var screen = Self.manyChats()
        let unread = ChatID("group:g20") ?? .ops
        screen.send(.line(.said("bob", "below", 1, in: unread)))
        try Self.click("↓ 1 unread", on: &screen)
        #expect(screen.line.hasPrefix("#g20>"))
    }

    @Test func theTitlesListOfWhatIsUnreadIsClickedOn() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1, in: .bob)))
        screen.send(.line(.said("bob", "two @alice", 2, in: .ops)))
        screen.pass(.seconds(9))
        #expect(screen.text[0].hasSuffix(" 3:@1 2:1"))
        try Self.click("2:1", on: &screen)
        #expect(screen.line.hasPrefix("@bob>"))
        try Self.click("3:@1", on: &screen)
        #expect(screen.line.hasPrefix("#ops>"))
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 79, row: 0))))
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func theTitlesListIsWhereItStandsOnANarrowScreenInAConference() throws {
        var screen = Screen.inCall(50, 14)
        screen.send(.line(.said("bob", "one", 1, in: .bob)))
        screen.send(.line(.said("bob", "two @alice", 2, in: .ops)))
        screen.pass(.seconds(9))
        try Self.click("2:1", on: &screen)
        #expect(screen.line.hasPrefix("@bob>"))
    }

    @Test func whatTheProgramSaysIsClickedOnToSeeTheRest() throws {
        var screen = Screen.ready()
        screen.send(.notice(.warning, "the camera has gone"))
        try Self.click("the camera", on: &screen)
        #expect(screen.shows("Log"))
        screen.keys("escape")
        screen.pass(.seconds(9))
        try Self.click("3 people", on: &screen)
        #expect(!screen.shows("Log"))
    }

    @Test func questionsAndPickersAreClickedOn() throws {
        var screen = Screen.ready()
        screen.keys("ctrl+c")
        try Self.click("no", on: &screen)
        #expect(screen.take() == [] && !screen.shows("quit Conclave?"))
        screen.keys("ctrl+c")
        try Self.click("yes", on: &screen)
        #expect(screen.take() == [.quit])
        screen.keys("alt+g")
        try Self.click("@bob", from: 8, on: &screen)
        #expect(screen.line.hasPrefix("@bob>"))
        screen.keys("alt+g")
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 0, row: 22))))
        #expect(!screen.shows("Chats  3"))
    }

    @Test func aTileIsClickedOnToStandAlone() throws {
        var screen = Screen.inCall()
        #expect(screen.canvas.videos.count == 2)
        let tile = try #require(screen.canvas.videos.last)
        screen.send(.mouse(MouseEvent(.press(.left), at: tile.area.origin)))
        #expect(screen.canvas.videos.map(\.source) == [2])
        screen.send(.mouse(MouseEvent(.press(.left), at: tile.area.origin)))
        #expect(screen.canvas.videos.count == 2)
        try Self.click("mic on", on: &screen)
        #expect(screen.take() == [.microphone(false)])
    }

    @Test func aMouseThatIsNotWantedDoesNothing() throws {
        var screen = Screen.ready()
        screen.enter("/set mouse false")
        #expect(screen.take() == [.mouse(false)])
        try Self.click("#ops", on: &screen)
        #expect(screen.line.hasPrefix("#team>"))
    }

    @Test func anywhereOnAnyScreenIsHarmless() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<400 {
            var screen = Screen.inCall(Int.random(in: 0..<130, using: &random), 24)
            screen.send(.line(.said("bob", "hello", 1)))
            for _ in 0..<6 {
                let point = Point(
                    column: Int.random(in: -2..<140, using: &random),
                    row: Int.random(in: -2..<30, using: &random))
                let actions: [MouseEvent.Action] = [
                    .press(.left), .wheelUp, .wheelDown, .press(.right), .drag(.left),
                ]
                screen.send(.mouse(MouseEvent(actions.randomElement(using: &random)!, at: point)))
                screen.keys(["alt+g", "f1", "ctrl+c", "f3", "f2"].randomElement(using: &random)!)
                expectWhole(screen.canvas)
            }
        }
    }
}
