import Canvas
import Interface
import Rooms
import Testing
import Units

/// Keys that do something else, and keys that are held.
struct KeyTests {
    @Test func aKeyCanDoSomethingElse() {
        var screen = Screen.ready()
        screen.enter("/bind f9 chat-next")
        screen.keys("f9")
        #expect(screen.line.hasPrefix("@bob>"))
        screen.enter("/bind f9 none")
        screen.keys("f9")
        #expect(screen.line.hasPrefix("@bob>"))
        screen.enter("/bind ctrl+n page-up")
        screen.keys("ctrl+n")
        #expect(screen.line.hasPrefix("@bob>"))
    }

    /// A letter never stops being a letter of a line.
    @Test func aLetterIsBoundOutsideTheLineOnly() {
        var screen = Screen.inCall()
        screen.enter("/bind g layout")
        screen.keys("escape", "g")
        #expect(!screen.shows("sound and picture are"))
        screen.keys("enter", "g")
        #expect(screen.line.hasPrefix("#team> g"))
    }

    /// Whoever has just come in may be writing; whoever has left the line is not.
    @Test func aLetterRunsACommandOnlyWhereTheLineWasLeft() {
        var screen = Screen.ready()
        screen.enter("/bind w /who")
        screen.enter("/bind q /leave")
        screen.send(.joined(.meeting()))
        _ = screen.take()
        screen.type("quite so")
        #expect(screen.take() == [])
        #expect(screen.line.hasPrefix("#team> quite so"))
        screen.keys("ctrl+u", "escape", "q")
        #expect(screen.take() == [.leave])
    }

    @Test(arguments: [
        ("/bind f99 help", "error: 'f99' is not a key"),
        ("/bind f9 hlep", "error: there is no action 'hlep'; the nearest is help"),
        ("/bind f9", "error: it is written /bind [PLACE] KEY ACTION"),
        ("/bind f9 /hlep x", "error: there is no command '/hlep'; the nearest is /help"),
        ("/bind picker j line-down", "error: letters are text in a list to pick from"),
        ("/bind reader f9 layout", "error: 'layout' means nothing in help and log"),
        ("/bind question f9 /leave", "error: '/leave' means nothing in a question"),
        ("/bind picker f9", "error: it is written /bind [PLACE] KEY ACTION"),
        ("/alias help = /me", "error: 'help' cannot be a name for a command:"),
        ("/alias a b = /me", "error: it is written /alias [NAME [= [LINE]]]"),
        ("/alias x = me", "error: it is written /alias [NAME [= [LINE]]]"),
        ("/alias x", "error: there is no name 'x' of your own"),
        ("/set colour red", "error: there is nothing to set as 'colour'; there are theme, mouse, "),
        ("/set bell loud", "error: 'loud' is not a value of bell; it is true|false"),
        ("/set paste_lines -1", "error: '-1' is not a value of paste_lines; it is 0…1000"),
    ])
    func saysWhatIsWrong(line: String, error: String) {
        var screen = Screen.ready(120, 24)
        screen.enter(line)
        #expect(screen.text[0].hasPrefix(error))
    }

    @Test func everyActionHasAKeyAndEveryKeyOneMeaningInOnePlace() {
        let bindings = KeyTable.standard.bindings
        let bound = Set(bindings.map(\.deed))
        #expect(Set(Action.allCases.map(KeyDeed.action)).subtracting(bound) == [])
        for (index, binding) in bindings.enumerated() {
            let others = bindings.dropFirst(index + 1)
            let twin = others.first { $0.key == binding.key && $0.place == binding.place }
            #expect(twin == nil)
        }
    }

    // MARK: What lies over the screen

    @Test func aListHasKeysOfItsOwn() {
        var screen = Screen.ready()
        screen.enter("/bind picker ctrl+j line-down")
        screen.enter("/bind picker down none")
        screen.keys("alt+g", "ctrl+j", "down", "enter")
        #expect(screen.line.hasPrefix("@bob>"))
        // Elsewhere it does what it did.
        screen.keys("ctrl+j")
        #expect(screen.line.hasPrefix("@bob>"))
    }

    /// A choice for everywhere holds in a list only if it means something there.
    @Test func aKeyBoundForTheLineStillMovesInAList() {
        var screen = Screen.ready()
        screen.enter("/bind tab chat-next")
        screen.keys("alt+g", "tab", "enter")
        #expect(screen.line.hasPrefix("@bob>"))
        screen.enter("/bind tab line-up")
        screen.keys("alt+g", "tab", "enter")
        #expect(screen.line.hasPrefix("#ops>"))
    }

    @Test func helpHasKeysOfItsOwn() {
        var screen = Screen.ready()
        screen.enter("/bind reader x close")
        screen.enter("/bind reader q none")
        screen.enter("/bind reader f7 search")
        screen.keys("f1")
        #expect(screen.shows("Esc closes, PgDn goes on, / finds"))
        screen.keys("q", "f7")
        screen.type("roster")
        screen.keys("enter")
        #expect(screen.shows("roster: n next, N previous"))
        screen.keys("x")
        #expect(screen.line.hasPrefix("#team>"))
        #expect(!screen.shows("n next"))
    }

    @Test func aQuestionShowsTheKeysThatAnswerIt() {
        var screen = Screen.ready()
        screen.enter("/bind question f9 answer-yes")
        screen.enter("/bind question y none")
        screen.enter("/bind question Y none")
        screen.keys("ctrl+c")
        #expect(screen.shows("F9 yes   n no"))
        screen.keys("y")
        #expect(screen.take() == [])
        screen.keys("f9")
        #expect(screen.take() == [.quit])
    }

    /// Of several answers Esc is the last, whatever else it does.
    @Test func anAnswerWithoutAKeyCanBeClickedOn() throws {
        var screen = Screen.ready()
        for key in ["y", "Y"] { screen.enter("/bind question \(key) none") }
        screen.keys("ctrl+c")
        let row = try #require(screen.text.firstIndex { $0.contains(" yes   n no") })
        screen.send(.mouse(MouseEvent(.press(.left), at: Point(column: 3, row: row))))
        #expect(screen.take() == [.quit])
    }

    @Test func whatAKeyDidIsToldWhenItDoesSomethingElse() {
        var screen = Screen.ready(120, 24)
        screen.enter("/bind ctrl+n page-up")
        #expect(screen.text[0].contains("ctrl+n is now: older messages; it was: next chat"))
        screen.enter("/bind question l none")
        screen.enter("/bind question L none")
        #expect(
            screen.text[0].contains(
                "L in a question does nothing now; it was: not now, which no key does now"))
    }

    /// In whatever order: a place's own choice, then the one for everywhere.
    @Test(arguments: [
        ["/bind f9 help", "/bind picker f9 close"], ["/bind picker f9 close", "/bind f9 help"],
    ])
    func aPlacesOwnChoiceComesFirst(lines: [String]) {
        var screen = Screen.ready()
        for line in lines { screen.enter(line) }
        screen.keys("alt+g")
        #expect(screen.shows(" Chats"))
        screen.keys("f9")
        #expect(!screen.shows(" Chats") && !screen.shows("Esc closes"))
        screen.keys("f9")
        #expect(screen.shows("Esc closes"))
    }

    @Test func hintsNameTheKeysAsTheyAreBound() {
        var screen = Screen.inCall()
        #expect(screen.line.contains("m mute  v camera  Enter write  ? help"))
        screen.enter("/bind call m none")
        screen.enter("/bind call M none")
        screen.enter("/bind call x microphone")
        screen.keys("ctrl+u")
        #expect(screen.line.contains("Esc, then x mute  v camera"))
    }

    // MARK: Talking

    @Test func theMicrophoneIsOnWhileTheKeyIsHeld() {
        var screen = Screen.inCall()
        screen.send(.devices(microphoneOn: false, cameraOn: true))
        screen.send(.keyReleases(true))
        screen.keys("space", "space", "space")
        #expect(screen.take() == [.microphone(true)])
        screen.send(.devices(microphoneOn: true, cameraOn: true))
        screen.keys("space")
        screen.send(.keyReleased("v"))
        #expect(screen.take() == [])
        screen.send(.keyReleased("space"))
        #expect(screen.take() == [.microphone(false)])
    }

    /// Where a key is let go is not told to a window without the focus, nor to a stopped program.
    @Test(arguments: [Message.focus(false), .suspendedAndBack, .keyReleased("ctrl+space")])
    func whateverEndsTheHoldTurnsTheMicrophoneOff(message: Message) {
        var screen = Screen.inCall()
        screen.send(.devices(microphoneOn: false, cameraOn: true))
        screen.send(.keyReleases(true))
        screen.keys("space")
        screen.send(.devices(microphoneOn: true, cameraOn: true))
        _ = screen.take()
        screen.send(message)
        #expect(screen.take().contains(.microphone(false)))
        screen.send(.devices(microphoneOn: false, cameraOn: true))
        screen.keys("space")
        #expect(screen.take() == [.microphone(true)])
    }

    @Test func withoutReleasesTheKeyIsASwitch() {
        var screen = Screen.inCall()
        screen.keys("space")
        #expect(screen.take() == [.microphone(false)])
        screen.send(.keyReleased("space"))
        #expect(screen.take() == [])
    }

    @Test func whoTalksWhileMutedIsTold() {
        var screen = Screen.inCall()
        screen.send(.spokeMuted)
        #expect(!screen.shows("the microphone is off"))
        screen.send(.devices(microphoneOn: false, cameraOn: true))
        screen.send(.spokeMuted)
        #expect(screen.text[0].hasPrefix("note: you are talking, and the microphone is off"))
    }

    // MARK: Settings

    @Test func notificationsAreAsTheyAreWanted() throws {
        var screen = Screen.ready()
        screen.send(.focus(false))
        try screen.state.preferences.set(.notifications, to: "mentions")
        screen.send(.line(.said("bob", "to nobody", 1)))
        #expect(screen.take() == [.bell])
        screen.pass(.seconds(2))
        try screen.state.preferences.set(.notificationContent, to: "new")
        try screen.state.preferences.set(.bell, to: "false")
        screen.send(.line(.said("bob", "to you @alice", 2)))
        #expect(screen.take() == [.alert(Alert(.message))])
        screen.pass(.seconds(2))
        try screen.state.preferences.set(.notificationContent, to: "sender")
        screen.send(.line(.said("bob", "to you @alice", 3)))
        #expect(screen.take() == [.alert(Alert(.message, sender: "bob"))])
    }

    @Test(arguments: [
        (Alert(.message, chat: "#team", sender: "bob", text: "hi"), "bob in #team", "hi"),
        (Alert(.message, sender: "bob"), "bob", "a new message"),
        (Alert(.call), "Conclave", "a call"), (Alert(.plan, text: "Budget"), "Conclave", "Budget"),
    ])
    func anAlertSaysWhatMayBeSeen(alert: Alert, title: String, body: String) {
        #expect(alert.title.text == title && alert.body.text == body)
    }

    @Test func theTitleTellsWhereOneIsAndIsNamed() {
        var screen = Screen(80, 24)
        screen.send(.connection(.online))
        screen.send(.chats([.team, .ops]))
        #expect(screen.titles == ["Conclave", "#team - Conclave"])
        screen.send(.line(.said("bob", "hello @alice", 1, in: .ops)))
        #expect(screen.titles.last == "(1) #team - Conclave")
    }

    // MARK: Pictures

    @Test func picturesHaveThreeArrangements() {
        var screen = Screen.inCall(100, 40)
        screen.send(.levels([2: 10]))
        screen.keys("f2", "f3")
        let areas = screen.canvas.videos.map(\.area)
        #expect(screen.canvas.videos.first?.source == 2 && areas[0].rows > 3 * areas[1].rows)
        screen.keys("f3")
        #expect(screen.canvas.videos.map(\.source) == [2])
        screen.enter("/view alice")
        #expect(screen.canvas.videos.map(\.source) == [1])
        screen.enter("/view grid")
        screen.enter("/view self")
        #expect(screen.canvas.videos.map(\.source) == [2])
        screen.enter("/view zoe")
        #expect(screen.text[0].hasPrefix("error: 'zoe' is not in the conference"))
    }

    @Test func loudnessIsAMeter() {
        var screen = Screen.inCall()
        screen.send(.levels([1: 20, 3: 55]))
        #expect(screen.shows("▇") && screen.shows("▁"))
        screen.send(.levels([:]))
        #expect(!screen.shows("▇"))
    }
}
