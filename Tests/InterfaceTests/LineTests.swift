import Canvas
import Interface
import Rooms
import Testing

struct LineTests {
    /// Keys, then what stands in the line.
    @Test(
        arguments: [
            ("one two", ["ctrl+a", "x"], "xone two"),
            ("one two", ["ctrl+w"], "one"),
            ("one two", ["ctrl+w", "ctrl+a", "ctrl+y"], "twoone"),
            ("one two", ["ctrl+u"], "F1 help"),
            ("one two", ["ctrl+a", "ctrl+k", "ctrl+y", "ctrl+y"], "one twoone two"),
            ("one two", ["alt+b", "x"], "one xtwo"),
            ("one two", ["ctrl+a", "alt+f", "x"], "onex two"),
            ("one two", ["ctrl+a", "alt+d"], " two"),
            ("one", ["ctrl+b", "ctrl+b", "ctrl+f", "x"], "onxe"),
            ("one", ["left", "backspace", "delete"], "o"),
            ("one", ["home", "ctrl+d"], "ne"),
            ("grüße 漢字", ["backspace", "left", "x"], "grüße x漢"),
            ("e", ["ctrl+e", "\u{301}"], "e\u{301}"),
            ("👩‍👩‍👧x", ["backspace", "backspace"], "F1 help"),
            ("a", ["ctrl+c"], "F1 help"),
            ("a", ["alt+enter", "b"], "b"),
            ("one two", ["ctrl+w", "ctrl+_"], "one two"),
            ("one two three", ["ctrl+_", "ctrl+_", "alt+Z"], "one two"),
            ("one", ["ctrl+c", "alt+z", "x"], "onex"),
            ("one two three", ["ctrl+w", "ctrl+w", "ctrl+y"], "one two three"),
            ("ab", ["shift+enter", "b"], "b"),
            ("teh", ["ctrl+t"], "the"),
            ("teh", ["left", "ctrl+t", "x"], "thex"),
            ("a", ["ctrl+t"], "a"),
            ("one two", ["ctrl+a", "alt+U", "x"], "ONEx two"),
            ("ONE TWO", ["alt+b", "alt+L"], "ONE two"),
            ("one tWO", ["alt+b", "left", "alt+C", "!"], "one Two!"),
            ("a b c", ["ctrl+w", "left", "ctrl+w", "ctrl+e", "ctrl+y"], "a  b"),
            ("one two", ["ctrl+w", "left", "ctrl+w", "ctrl+y", "alt+y"], "two"),
            ("one two", ["ctrl+w", "left", "ctrl+w", "ctrl+y", "alt+y", "alt+y"], "one"),
            ("one", ["ctrl+w", "ctrl+y", "x", "alt+y"], "onex"),
            ("ab", ["alt+enter", "c", "d", "e", "up", "x"], "cde"),
            ("ab", ["alt+enter", "c", "ctrl+a", "x"], "xc"),
            ("ab", ["alt+enter", "c", "ctrl+u", "backspace", "d"], "abd"),
        ] as [(String, [Key], String)])
    func editsAsEmacsDoes(typed: String, keys: [Key], line: String) {
        var screen = Screen.ready()
        screen.type(typed)
        for key in keys { screen.keys(key) }
        let shown = String(
            screen.line.dropFirst("#team> ".count).reversed().drop { $0 == " " }
                .reversed())
        #expect(shown == line)
    }

    @Test func theCursorCountsColumns() {
        var screen = Screen.ready(40, 12)
        screen.type("漢字a")
        #expect(screen.canvas.cursor == Point(column: 12, row: 11))
    }

    @Test func longTextTakesMoreRowsAndTheMessagesFewer() {
        var screen = Screen.ready(40, 12)
        screen.type(String(repeating: "x", count: 40) + "end")
        #expect(screen.text[10].hasPrefix("#team> xxx") && screen.text[11].hasPrefix("       xxx"))
        #expect(screen.text[9].hasPrefix("shared with #team (3)"))
        #expect(screen.text[11].contains("xend "))
        // A third of the screen, with the cursor in it.
        screen.type(String(repeating: "y", count: 400) + "last")
        #expect(screen.text[7].hasPrefix("shared with #team (3)"))
        #expect(screen.line.contains("last "))
        #expect(screen.canvas.cursor?.row == 11)
        screen.keys("ctrl+a")
        #expect(screen.text[8].hasPrefix("#team> xxx"))
        #expect(screen.canvas.cursor == Point(column: 7, row: 8))
        screen.keys("ctrl+k")
        #expect(screen.text[10].hasPrefix("shared with #team (3)"))
    }

    @Test func theCursorMovesThroughTheLinesOfAMessage() {
        var screen = Screen.ready(40, 12)
        screen.enter("before")
        screen.type("first")
        screen.keys("alt+enter")
        screen.type("second line")
        screen.keys("up")
        #expect(screen.canvas.cursor == Point(column: 12, row: 10))
        screen.keys("down")
        #expect(screen.canvas.cursor == Point(column: 12, row: 11))
        screen.keys("up", "up")
        #expect(screen.line.hasPrefix("#team> before"))
        screen.keys("down")
        #expect(screen.line.hasPrefix("       second line"))
    }

    @Test func upBringsBackWhatWasSentInThisChat() {
        var screen = Screen.ready()
        screen.enter("first")
        screen.enter("second")
        screen.type("draft")
        screen.keys("up")
        #expect(screen.line.hasPrefix("#team> second"))
        screen.keys("up", "up")
        #expect(screen.line.hasPrefix("#team> first"))
        screen.keys("down", "down", "down")
        #expect(screen.line.hasPrefix("#team> draft"))
        screen.keys("ctrl+n", "up")
        #expect(screen.line.hasPrefix("@bob> F1 help"))
    }

    @Test func aPasteOfSeveralLinesIsAskedAbout() throws {
        var screen = Screen.ready()
        screen.send(.paste("one line"))
        #expect(screen.line.hasPrefix("#team> one line"))
        screen.keys("ctrl+u")
        screen.send(.paste("one\r\ntwo\nthree\n4\n5\n6\n"))
        #expect(screen.shows("the paste has 6 lines; how should it go in?"))
        screen.keys("j")
        #expect(screen.line.hasPrefix("#team> one two three 4 5 6"))
        screen.keys("ctrl+u")
        // A few lines go in as they are, unless one wants to be asked.
        screen.send(.paste("one\ntwo"))
        #expect(screen.text[22].hasPrefix("#team> one"))
        screen.keys("ctrl+c")
        try screen.state.preferences.set(.pasteLines, to: "1")
        screen.send(.paste("one\ntwo"))
        screen.keys("k", "enter")
        let text = try #require(MessageText("one\ntwo"))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
        screen.send(.paste("/quit\n/quit"))
        screen.keys("n")
        #expect(screen.take() == [])
    }

    @Test func takesInNoMoreThanAMessageHolds() {
        var screen = Screen.ready()
        screen.send(.paste(String(repeating: "x", count: 5000)))
        #expect(screen.shows("a message has at most 4096 characters"))
        screen.send(.paste(String(repeating: "x", count: 4096)))
        screen.type("y")
        screen.keys("enter")
        #expect(screen.take().count == 1)
    }

    @Test(arguments: [
        ("/he", 1, "/help "), ("/m", 1, "/mark "), ("/m", 2, "/me "),
        ("/msg @b", 1, "/msg @bob "),
        ("/chat #o", 1, "/chat #ops "), ("/help la", 1, "/help layout "), ("bo", 1, "@bob "),
        ("ask @ca", 1, "ask @carol "), ("see #te", 1, "see #team "), ("zzz", 1, "zzz"),
    ])
    func tabCompletes(typed: String, times: Int, line: String) {
        var screen = Screen.ready()
        screen.type(typed)
        for _ in 0..<times { screen.keys("tab") }
        screen.type("|")
        #expect(screen.line.hasPrefix("#team> \(line)|"))
    }

    @Test(arguments: [
        " /quit", "  /leave", "./quit", ":quit", "\\quit", "Tr0ub4dor&3", "aB3dE5gH7jK9",
        "ghp_abcdefghijklmnop", "my key is AKIAABCDEFGHIJKLMNOP",
    ])
    func asksBeforeSendingWhatIsNotForPeople(line: String) throws {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.shows("this looks like"))
        screen.keys("n")
        #expect(screen.line.hasPrefix("#team> \(line)"))
        screen.keys("enter", "y")
        let text = try #require(MessageText(line))
        #expect(screen.take() == [.post(chat: .team, text: text, id: PostID(1))])
    }

    @Test(arguments: [
        "hello", "see you at 10:30", "https://example.org/a1B2c3D4", "#team1A2b3C", "2026-11-25",
        "v1.2.3-beta", ":-)", "...", "COVID-19", " /etc is full",
    ])
    func sendsOrdinaryLinesWithoutAQuestion(line: String) {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take().count == 1)
    }
}
