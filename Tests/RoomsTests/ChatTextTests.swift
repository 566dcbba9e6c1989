import Rooms
import Testing

@Suite struct ChatTextTests {
    @Test(arguments: ["👍", "❤️", "👨‍👩‍👧‍👦", "🇩🇪", "👩🏽‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
    func `one emoji is a reaction, however many code points it has`(text: String) {
        #expect(Emoji(text)?.text == text)
    }

    @Test(arguments: ["", "a", "1", "👍👍", "\u{FE0F}", "👍\u{202E}", "\u{1B}", "e\u{301}", "👍a", "#"])
    func `nothing else is`(text: String) {
        #expect(Emoji(text) == nil)
    }

    @Test func `an emoji with no end is none`() {
        let family = (0..<30).map { _ in "👨" }.joined(separator: "\u{200D}")
        #expect(Emoji(family) == nil)
    }

    @Test(arguments: [
        ("hello @bob", ["bob"], false),
        ("@Bob, @ada.l and @eve_2.", ["ada.l", "bob", "eve_2"], false),
        ("mail bob@example.org", [], false), ("@all come", [], true), ("@ALL @bob", ["bob"], true),
        ("@@bob", [], false), ("(@bob)", ["bob"], false), ("@", [], false), ("@-", [], false),
        ("@bob@example", ["bob"], false),
    ])
    func `names after an at sign are mentions`(text: String, names: [String], everybody: Bool) {
        let mentions = Mentions(in: text)
        #expect(mentions.names.map(\.text).sorted() == names)
        #expect(mentions.everybody == everybody)
    }

    @Test func `a flood of names is cut off`() {
        let text = (0..<500).map { "@n\($0)" }.joined(separator: " ")
        #expect(Mentions(in: text).names.count == Mentions.namesMaximum)
    }

    @Test func `a draft may be empty and a message may not`() {
        #expect(DraftText("")?.text == "")
        #expect(MessageText("") == nil)
        #expect(MessageText(" \n\t") == nil)
        #expect(MessageText("a\0b") == nil && DraftText("a\0b") == nil)
        let longest = String(repeating: "x", count: 4096)
        #expect(MessageText(longest) != nil && DraftText(longest) != nil)
        #expect(MessageText(longest + "x") == nil && DraftText(longest + "x") == nil)
    }
}
