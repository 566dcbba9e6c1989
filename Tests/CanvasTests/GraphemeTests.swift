import Canvas
import Testing

struct GraphemeTests {
    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("ｶ", 1), ("Ａ", 2), ("\u{1F600}", 2),
        ("\u{2764}", 1), ("\u{2764}\u{FE0F}", 2), ("\u{1F1E9}\u{1F1EA}", 2),
        ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 2), ("\u{1F44D}\u{1F3FD}", 2),
        ("1\u{FE0F}\u{20E3}", 2), ("\u{1F3F3}\u{FE0F}\u{200D}\u{1F308}", 2), ("\u{1FAE8}", 2),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("한", 2), ("क्ष", 2), ("─", 1), ("█", 1), ("●", 1),
        ("\u{1B}", 0), ("\u{7F}", 0), ("\u{200B}", 0), ("\u{301}", 0),
    ])
    func countsTheColumnsOfAGrapheme(text: String, width: Int) {
        #expect(text.count == 1)
        #expect(text.first.map(Grapheme.width) == width)
    }

    @Test func cutsALongConjunctWhereATerminalDoes() {
        let pieces = Grapheme.pieces(of: "क्ष्मa")
        #expect(pieces.map(\.width) == [2, 1, 1])
        #expect(pieces.map(\.text).joined() == "क्ष्मa")
    }
}
