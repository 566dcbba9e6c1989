import Canvas
import Rooms
import Testing
import Units

@testable import Interface

/// Emphasis, code and quotes in messages.
struct MarkupTests {
    private static func screen(_ text: String, _ columns: Int = 80) -> Screen {
        var screen = Screen.ready(columns, 24)
        screen.send(.line(.said("bob", text, 1)))
        return screen
    }

    private static func style(_ name: StyleName) -> Style { Theme.standard[name] }

    @Test(
        arguments: [
            ("a **strong** word", "strong", .messageStrong), ("__two__", "two", .messageStrong),
            ("an *odd* one", "odd", .messageEmphasis), ("so _odd_.", "odd", .messageEmphasis),
            ("***both***", "both", .messageStrong), ("**so *odd* it**", "odd", .messageEmphasis),
            ("run `ls -l *.c`", "ls -l *.c", .messageCode), ("``a ` b``", "a ` b", .messageCode),
            ("> somebody said", "somebody said", .messageQuote),
            ("## News of today", "News of today", .messageStrong),
            ("(*odd*)", "odd", .messageEmphasis),
            ("*see `cat a* b` now*", "cat a* b", .messageCode),
            ("*see `cat a* b` now*", "now*", .messageEmphasis),
        ] as [(String, String, StyleName)])
    func looksAsItIsMarkedUp(text: String, part: String, style: StyleName) {
        let screen = Self.screen(text)
        #expect(screen.shows("│ \(text)"))
        #expect(screen.style(of: part) == Self.style(style))
    }

    @Test(arguments: [
        "snake_case_word", "2*3*4", "a * b * c", "*open", "**", "****", "a** b**", "_ _", "`open",
        "#channel", "x > y", "* one item", "** *",
    ])
    func whatIsNoMarkupIsPlain(text: String) {
        let screen = Self.screen(text)
        let row = screen.text.firstIndex { $0.contains(text) }
        let start = screen.text[row ?? 0].prefix { $0 != "b" }.count
        let styles = row.map { screen.canvas.styles(at: $0) } ?? []
        let shown = styles.dropFirst(start + 6).prefix(text.count)
        #expect(shown.allSatisfy { $0 == Self.style(.messageText) } && !shown.isEmpty)
    }

    @Test func theMarksStayAndAreFaint() {
        let screen = Self.screen("a **strong** word")
        #expect(screen.style(of: "**strong") == Self.style(.screenDim))
        #expect(screen.style(of: " word") == Self.style(.messageText))
    }

    @Test func aFenceIsALineOfItsOwn() {
        var screen = Self.screen("```ls -l```\nafterwards")
        #expect(screen.style(of: "ls -l") == Self.style(.messageCode))
        #expect(screen.style(of: "afterwards") == Self.style(.messageText))
        screen = Self.screen("```\n```swift\nstill\n```\nafterwards")
        #expect(screen.style(of: "still") == Self.style(.messageCode))
        #expect(screen.style(of: "afterwards") == Self.style(.messageText))
    }

    @Test func linesBetweenFencesAreCode() {
        let screen = Self.screen("look:\n```swift\nlet *a* = 1\n```\nso *it* is")
        #expect(screen.style(of: "let *a*") == Self.style(.messageCode))
        #expect(screen.style(of: "```swift") == Self.style(.screenDim))
        #expect(screen.style(of: "it* is") == Self.style(.messageEmphasis))
        #expect(screen.style(of: "look:") == Self.style(.messageText))
    }

    @Test func whatIsBrokenIntoRowsGoesOn() {
        let screen = Self.screen("**" + String(repeating: "strong ", count: 20) + "end** plain", 60)
        #expect(screen.style(of: "end**") == Self.style(.messageStrong))
        #expect(screen.style(of: "plain") == Self.style(.messageText))
    }

    /// A row may have a circle under a lone mark, and cut conjuncts at their letters.
    @Test(arguments: ["क्षत्रिय", "ক্ষত্রিয়", "e\u{301}\u{301}", "👩‍👩‍👧‍👦"])
    func lettersThatAreCutLoseNothingBehindThem(word: String) {
        let words = String(repeating: word + " ", count: 24)
        for columns in 40...47 {
            let screen = Self.screen("**\(words)end** plain", columns)
            #expect(screen.style(of: "end**") == Self.style(.messageStrong))
            #expect(screen.style(of: "plain") == Self.style(.messageText))
        }
    }

    @Test func addressesAndNamesInItStandOutAllTheSame() {
        let screen = Self.screen("**see https://one.example/a_b_c now, @alice or @all**")
        #expect(screen.style(of: "https://one") == Self.style(.messageLink))
        #expect(screen.style(of: "a_b_c") == Self.style(.messageLink))
        #expect(screen.style(of: "@alice") == Self.style(.messageMention))
        #expect(screen.style(of: "now") == Self.style(.messageStrong))
    }

    @Test func itIsLeftAloneIfOneWantsIt() {
        var screen = Self.screen("a **strong** word")
        screen.enter("/set markup false")
        #expect(screen.style(of: "strong") == Self.style(.messageText))
    }

    /// Each kind of mark is looked for once: with a time that grew with the square of the length, this
    /// would take hours.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["*a ", "**a _b *c ", "` `` ``` ", "_a*", "*a* ", "`*a "])
    func aLineOfMarksOnlyIsNoWork(piece: String) {
        let line = String(repeating: piece, count: 100_000)
        var markup = Markup()
        #expect(markup.looks(of: line)?.count == line.count)
    }
}
