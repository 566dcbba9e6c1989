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
        ("/bind f9", "error: it is written /bind KEY ACTION"),
        ("/bind f9 /hlep x", "error: there is no command '/hlep'; the nearest is /help"),
        ("/alias help = /me", "error: 'help' cannot be a name for a command:"),
        ("/alias a b = /me", "error: 'a b' cannot be a name for a command:"),
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

    @Test func everyActionHasAKeyAndOneMeaningInOnePlace() {
        let bound = Set(KeyTable.standard.bindings.map(\.deed))
        #expect(Set(Action.allCases.map(KeyDeed.action)).subtracting(bound) == [])
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
        try screen.state.preferences.set(.notificationContent, to: "false")
        try screen.state.preferences.set(.bell, to: "false")
        screen.send(.line(.said("bob", "to you @alice", 2)))
        #expect(screen.take() == [.notify(title: "bob in #team", body: "something new")])
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
