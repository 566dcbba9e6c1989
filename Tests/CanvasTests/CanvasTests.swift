import Canvas
import Testing
import Units

struct CanvasTests {
    private static let bold = Style(attributes: .bold)

    @Test func putsTextAndSaysHowMuchWasUsed() {
        var canvas = Canvas(columns: 6, rows: 2)
        let used = canvas.put("hello", at: Point(column: 3, row: 1), style: Self.bold)
        #expect(used == 3)
        #expect(canvas.text == ["      ", "   hel"])
        let plain = Array(repeating: Style.plain, count: 3)
        #expect(canvas.styles(at: 1) == plain + Array(repeating: Self.bold, count: 3))
        #expect(canvas.put("x", at: Point(column: -1, row: 0), style: .plain) == 0)
        #expect(canvas.put("x", at: Point(column: 0, row: 2), style: .plain) == 0)
        #expect(canvas.put("xyz", at: Point(column: 0, row: 0), style: .plain, width: -1) == 0)
    }

    @Test func leavesOutAWideGraphemeThatOnlyHalfFits() {
        var canvas = Canvas(columns: 3, rows: 1)
        #expect(canvas.put("漢字", at: Point(column: 0, row: 0), style: .plain) == 2)
        #expect(canvas.cells.map(\.text) == ["漢", "", " "])
    }

    @Test func blanksTheOtherHalfOfAWideGrapheme() {
        var canvas = Canvas(columns: 4, rows: 1)
        canvas.put("漢字", at: Point(column: 0, row: 0), style: .plain)
        canvas.put("x", at: Point(column: 1, row: 0), style: .plain)
        #expect(canvas.cells.map(\.text) == [" ", "x", "字", ""])
        canvas.put("界", at: Point(column: 1, row: 0), style: .plain)
        #expect(canvas.cells.map(\.text) == [" ", "界", "", " "])
        canvas.fill(Rectangle(column: 2, row: 0, columns: 1, rows: 1), style: .plain)
        #expect(canvas.cells.map(\.text) == [" ", " ", " ", " "])
    }

    @Test func staysWholeUnderRandomDrawing() {
        var random = SeededRandom(seed: 11)
        var canvas = Canvas(columns: 17, rows: 5)
        for _ in 0..<3000 {
            let point = Point(
                column: .random(in: -3...20, using: &random),
                row: .random(in: -2...7, using: &random))
            let text = Sanitized(remote: Hostile.text(using: &random))
            canvas.put(text, at: point, style: .plain, width: .random(in: -1...20, using: &random))
        }
        for row in 0..<5 {
            var column = 0
            while column < 17 {
                let cell = canvas[column, row]
                let width = Grapheme.pieces(of: cell.text).reduce(0) { $0 + $1.width }
                #expect(width == 1 || width == 2)
                if width == 2 { #expect(canvas[column + 1, row].text.isEmpty) }
                column += max(1, width)
            }
            #expect(column == 17)
        }
    }

    @Test func clampsWhatATerminalClaims() {
        #expect(Canvas(columns: -1, rows: 5).cells.isEmpty)
        #expect(Canvas(columns: 1 << 40, rows: 1).columns == Canvas.sideMaximum)
    }

    @Test func cutsRectangles() {
        let area = Rectangle(column: 2, row: 1, columns: 10, rows: 4)
        #expect(area.split(top: 9).rest.rows == 0)
        #expect(area.split(right: 3).right == Rectangle(column: 9, row: 1, columns: 3, rows: 4))
        #expect(area.split(bottom: 1).bottom == Rectangle(column: 2, row: 4, columns: 10, rows: 1))
        #expect(area.inset(columns: 6, rows: 1).isEmpty)
        #expect(area.contains(Point(column: 11, row: 4)))
        #expect(!area.contains(Point(column: 12, row: 4)))
        let far = Rectangle(column: 40, row: 40, columns: 1, rows: 1)
        #expect(area.intersection(far).isEmpty)
    }
}
