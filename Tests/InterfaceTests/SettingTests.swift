import Canvas
import Interface
import Rooms
import Testing
import Units

/// What a person sets, binds and names while the program runs.
struct SettingTests {
    @Test func aNameStandsForACommandLine() throws {
        var screen = Screen.ready()
        screen.enter("/alias hi = /me waves")
        screen.enter("/HI to all")
        let text = try #require(MessageText("/me waves to all"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
        screen.enter("/alias greet /me greets $* warmly")
        screen.enter("/greet bob")
        let greeting = try #require(MessageText("/me greets bob warmly"))
        #expect(screen.take() == [.post(chat: .team, text: greeting, id: PostID(2))])
        screen.enter("/alias hi =")
        screen.enter("/hi")
        #expect(screen.text[0].hasPrefix("error: there is no command '/hi'"))
    }

    @Test func aNameIsNotLookedUpTwice() {
        var screen = Screen.ready()
        screen.enter("/alias one = /two")
        screen.enter("/alias two = /one")
        screen.enter("/one")
        #expect(screen.text[0].hasPrefix("error: there is no command"))
    }

    @Test func namesAreCompletedAndStandInTheHelp() {
        var screen = Screen.ready(200, 240)
        screen.enter("/alias zoo = /me looks")
        screen.type("/zo")
        screen.keys("tab")
        #expect(screen.line.hasPrefix("#team> /zoo "))
        screen.keys("f1")
        #expect(screen.shows("Names of your own"))
    }

    @Test func aKeyRunsACommandLineAndLeavesTheLine() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "hi", 1)))
        screen.enter("/bind f9 /react +1")
        screen.type("half a li")
        screen.keys("f9")
        let thumb = try #require(Emoji("👍"))
        #expect(screen.take() == [.act(chat: .team, .react(2, thumb))])
        screen.type("ne")
        #expect(screen.line.hasPrefix("#team> half a line"))
    }

    /// Where a command needs words, they are asked for in the line.
    @Test func aKeyBeginsACommandThatNeedsWords() {
        var screen = Screen.ready()
        screen.keys("alt+s")
        #expect(screen.line.hasPrefix("#team> /search "))
        screen.type("cake")
        screen.keys("enter")
        #expect(screen.take() == [.search("cake", chat: .team)])
    }

    @Test func aKeyAnswersTheChosenMessage() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1)))
        screen.send(.line(.said("bob", "two", 2)))
        screen.keys("ctrl+up", "ctrl+up", "alt+r")
        #expect(screen.line.hasPrefix("reply> "))
        screen.enter("yes")
        let text = try #require(MessageText("yes"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1), replyTo: 2)])
    }

    @Test(arguments: ["alt+i", "alt+s"] as [Key])
    func aKeyThatNeedsWordsLeavesWhatIsWritten(key: Key) {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1)))
        screen.type("half a li")
        screen.keys(key)
        #expect(screen.line.hasPrefix("#team> half a li"))
        #expect(screen.text[0].contains("needs an empty line; send or clear this one first"))
        screen.keys("ctrl+c", "alt+r", key)
        #expect(screen.line.hasPrefix("reply> "))
    }

    @Test func theKeyForAnAnswerTakesTheTextThatIsThere() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "one", 1)))
        screen.type("yes")
        screen.keys("alt+r")
        #expect(screen.line.hasPrefix("reply> yes"))
        screen.keys("enter")
        let text = try #require(MessageText("yes"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1), replyTo: 2)])
    }

    @Test func theKeyForAChangeLeavesTheTextThatIsThereAndSaysWhy() {
        var screen = Screen.ready()
        screen.send(.line(.said("alice", "one", 1)))
        screen.type("two")
        screen.keys("alt+e")
        #expect(screen.line.hasPrefix("#team> two"))
        #expect(screen.text[0].contains("the line is not empty; send or clear it first"))
    }

    @Test func aLineThatChangesAMessageIsNotMadeAnAnswer() {
        var screen = Screen.ready()
        screen.send(.line(.said("alice", "one", 1)))
        screen.keys("alt+e", "alt+r")
        #expect(screen.line.hasPrefix("edit> one"))
        #expect(screen.text[0].contains("this line changes a message"))
    }

    @Test func whatWasChangedIsKept() {
        var screen = Screen.ready()
        screen.enter("/save-settings")
        #expect(screen.take() == [])
        screen.enter("/set bell false")
        screen.enter("/bind f9 /leave")
        screen.enter("/bind f8 none")
        screen.enter("/bind picker f9 close")
        screen.enter("/alias hi = /me waves")
        screen.enter("/save-settings")
        var changes = SettingChanges()
        changes.preferences = [.bell: "false"]
        changes.keys = [
            KeyChoice(key: "f9", deed: .command("/leave")), KeyChoice(key: "f8", deed: nil),
            KeyChoice(key: "f9", in: .picker, deed: .action(.close)),
        ]
        changes.aliases = ["hi": "/me waves"]
        #expect(screen.take() == [.saveSettings(changes)])
    }

    @Test func theThemeChangesAtOnceIfThereIsOne() {
        var screen = Screen.ready()
        screen.state.themes = ["dark", "light"]
        screen.enter("/set theme light")
        #expect(screen.take() == [.theme("light")])
        screen.enter("/set theme ligth")
        #expect(screen.text[0].hasPrefix("error: there is no theme 'ligth'; the nearest is light"))
        #expect(screen.take() == [])
    }

    @Test func aBoundKeyWorksInAList() {
        var screen = Screen.ready()
        screen.enter("/bind f9 line-down")
        screen.keys("alt+g", "f9", "enter")
        #expect(screen.line.hasPrefix("@bob>"))
    }

    /// A theme of that name is there, but a mistake is in it.
    @Test func aThemeThatCannotBeHadIsNeitherSetNorKept() {
        var screen = Screen.ready(120, 24)
        screen.state.themes = ["dark", "light", "mine"]
        screen.enter("/set theme mine")
        screen.send(.themeRefused(reason: "mine.toml:3: there is no colour 'rde'"))
        #expect(screen.text[0].hasPrefix("error: mine.toml:3: there is no colour 'rde'"))
        screen.enter("/set theme")
        #expect(screen.text[0].hasPrefix("theme = auto"))
        _ = screen.take()
        screen.enter("/save-settings")
        #expect(screen.take() == [])
        screen.enter("/set theme dark")
        screen.enter("/set theme mine")
        screen.send(.themeRefused(reason: "mine.toml:3: there is no colour 'rde'"))
        _ = screen.take()
        screen.enter("/save-settings")
        var changes = SettingChanges()
        changes.preferences = [.theme: "dark"]
        #expect(screen.take() == [.saveSettings(changes)])
    }

    @Test func whatHasBeenKeptIsNotKeptAgain() {
        var screen = Screen.ready(120, 24)
        screen.enter("/set bell false")
        screen.enter("/save-settings")
        screen.send(.settingsSaved(file: "/home/alice/config.toml"))
        #expect(screen.text[0].hasPrefix("kept in /home/alice/config.toml"))
        _ = screen.take()
        screen.enter("/save-settings")
        #expect(screen.take() == [])
    }

    // MARK: Who comes and goes

    private static let comings: [ChatLine] = [
        .line(.added("bob", by: "bob"), 3), .line(.added("carol", by: "carol"), 4),
        .line(.added("alice", by: "carol"), 5),
    ]

    @Test(arguments: [
        ("all", [true, true, true]), ("active", [true, false, true]),
        ("none", [false, false, true]),
    ])
    func comingsAreShownAsIsWanted(value: String, shown: [Bool]) {
        var screen = Screen.ready()
        screen.enter("/set show_joins \(value)")
        screen.send(.line(.said("bob", "hello", 1)))
        for line in Self.comings { screen.send(.line(line)) }
        screen.pass(.seconds(9))
        #expect(screen.shows("bob joined") == shown[0])
        #expect(screen.shows("carol joined") == shown[1])
        #expect(screen.shows("carol added alice") == shown[2])
    }

    @Test func whatIsNotShownMakesNobodyLook() {
        var screen = Screen.ready()
        screen.enter("/set show_joins none")
        screen.send(.line(.line(.added("bob", by: "bob"), 1, in: .ops)))
        screen.keys("alt+a")
        #expect(screen.text[0].hasPrefix("nothing unread"))
    }

    /// Wherever somebody reads, a chat of nothing but comings is scrolled through.
    @Test func hiddenLinesTakeNoRoomWhenScrolling() {
        var screen = Screen.ready(80, 12)
        for minute in 0..<60 {
            screen.send(.line(.line(.added("p\(minute)", by: "p\(minute)"), minute)))
        }
        screen.enter("/set show_joins none")
        screen.keys("pageup", "pageup", "ctrl+home", "pagedown", "ctrl+end")
        #expect(!screen.shows("joined"))
        screen.send(.line(.said("bob", "first", 70)))
        screen.keys("pageup")
        #expect(screen.shows("bob │ first"))
    }

    /// Between two messages that are both on the screen, more is hidden than the screen has rows.
    @Test func choosingAMessageAboveHiddenLinesMovesNothing() {
        var screen = Screen.ready(80, 14)
        screen.enter("/set show_joins none")
        for minute in 0..<15 { screen.send(.line(.said("bob", "line \(minute)", minute))) }
        for minute in 15..<45 {
            screen.send(.line(.line(.added("p\(minute)", by: "p\(minute)"), minute)))
        }
        for minute in 45..<52 { screen.send(.line(.said("bob", "line \(minute)", minute))) }
        #expect(screen.shows("line 14\n") && screen.shows("line 51"))
        for _ in 0..<8 { screen.keys("ctrl+up") }
        #expect(screen.shows("line 14\n") && screen.shows("line 51"))
    }

    @Test func aKeyThatShowsTheRosterIsNoSetting() {
        var screen = Screen.ready()
        screen.keys("f5")
        screen.enter("/save-settings")
        #expect(screen.take() == [])
    }

    // MARK: Who looks

    @Test func aTerminalThatDoesNotTellIsNotTakenToBeLookedAtForever() {
        var screen = Screen(80, 24)
        screen.send(.connection(.online))
        screen.send(.chats([.team, .bob, .ops]))
        screen.keys("left")
        screen.send(.line(.said("bob", "@alice", 1)))
        #expect(screen.take() == [])
        screen.pass(.seconds(300))
        _ = screen.take()
        screen.send(.line(.said("bob", "@alice", 2)))
        #expect(
            screen.take() == [
                .bell, .alert(Alert(.message, chat: "#team", sender: "bob", text: "@alice")),
            ])
        screen.send(.line(.said("bob", "for you", 3, in: .bob)))
        #expect(screen.take().count == 1)
    }

    @Test func theBellRingsForTheShownChatIfThatIsWanted() {
        var screen = Screen.ready()
        screen.keys("left")
        screen.enter("/set bell_here true")
        screen.send(.line(.said("bob", "hi", 1)))
        #expect(screen.take() == [.bell])
    }

    // MARK: Lines for the next run

    @Test(arguments: [
        ("all", "hello", true), ("all", "/who", true), ("commands", "hello", false),
        ("commands", "/who", true), ("commands", "/me waves", false),
        ("commands", "/msg @bob hi", false), ("none", "/who", false),
        ("all", "/search hunter2!Aq", true), ("all", "/plain-text ghp_abcdef", false),
        ("commands", "/join k7f2-mq9x-d3tv 1234", false),
        ("commands", "/title Redundancies", false),
        ("commands", "/new Redundancies @bob", false), ("commands", "/alias x = /who", true),
        ("commands", "/alias x = /me waves", false), ("commands", "/alias", true),
        ("commands", "/alias x = /join k7f2-mq9x-d3tv 1234", false),
        ("commands", "/bind f5 /join k7f2-mq9x-d3tv 1234", false),
        ("commands", "/bind f5 /alias x = /me waves", false), ("commands", "/bind f5 /leave", true),
        ("commands", "/bind f5 help", true),
    ])
    func onlyWhatIsWantedIsKept(value: String, line: String, isKept: Bool) {
        var screen = Screen.ready()
        screen.enter("/set line_history \(value)")
        _ = screen.take()
        screen.enter(line)
        #expect(screen.takeAll().contains(.keep(line: line)) == isKept)
    }

    @Test func earlierLinesComeBack() {
        var screen = Screen(80, 24)
        screen.state.earlierLines = ["/who", "/log"]
        screen.send(.connection(.online))
        screen.send(.chats([.team, .bob]))
        screen.keys("up", "up")
        #expect(screen.line.hasPrefix("#team> /who"))
        screen.keys("ctrl+u", "alt+2", "up")
        #expect(screen.line.hasPrefix("@bob> /log"))
    }
}
