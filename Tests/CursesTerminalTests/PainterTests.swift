import Canvas
import CursesTerminal
import Testing
import Units

struct PainterTests {
    private static let graphemes = [
        "a", "Z", " ", " ", "é", "│", "漢", "字", "e\u{301}", "👩\u{200D}👧",
    ]

    private static func color(_ random: inout SeededRandom) -> ScreenColor {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .terminal
        case 1: .palette(UInt8.random(in: 0...255, using: &random))
        default: .rgb(UInt32.random(in: 0...0x040404, using: &random))
        }
    }

    private static func cell(
        _ random: inout SeededRandom, _ clusters: inout ClusterTable,
    ) -> FrameCell {
        let grapheme = Self.graphemes.randomElement(using: &random) ?? " "
        return FrameCell(
            glyph: clusters.number(of: grapheme), foreground: Self.color(&random),
            background: Self.color(&random),
            attributes: Attributes(rawValue: UInt8.random(in: 0..<32, using: &random)),
            kind: Grapheme.width(Character(grapheme)) == 2 ? .wide : .text)
    }

    private static func videoCell(_ random: inout SeededRandom) -> FrameCell {
        let scalars: [UInt32] = [0x20, 0x2588, 0x2580, 0x2584, 0x2596, 0x259F, 0x2581, 0x258A]
        return FrameCell(
            glyph: scalars.randomElement(using: &random) ?? 0x20,
            foreground: .rgb(UInt32.random(in: 0...0x060606, using: &random)),
            background: .rgb(UInt32.random(in: 0...0x060606, using: &random)), kind: .video)
    }

    /// The frame before with some cells changed, so that everything unchanged is a trap.
    private static func changed(
        _ frame: Frame, _ random: inout SeededRandom, _ clusters: inout ClusterTable,
    ) -> Frame {
        var next = frame
        for _ in 0..<Int.random(in: 0...frame.cells.count, using: &random) {
            let column = Int.random(in: 0..<frame.columns, using: &random)
            let row = Int.random(in: 0..<frame.rows, using: &random)
            let cell =
                Bool.random(using: &random)
                ? Self.cell(&random, &clusters) : Self.videoCell(&random)
            if cell.kind == .wide {
                guard column + 1 < frame.columns else { continue }
                next.put(cell, column: column, row: row)
                var right = cell
                (right.glyph, right.kind) = (0x20, .rightHalf)
                next.put(right, column: column + 1, row: row)
                next.cells[row * frame.columns + column] = cell
            } else {
                next.put(cell, column: column, row: row)
            }
        }
        next.cursor =
            Bool.random(using: &random)
            ? Point(
                column: Int.random(in: 0..<frame.columns, using: &random),
                row: Int.random(in: 0..<frame.rows, using: &random)) : nil
        return next
    }

    private static func expectShown(
        _ frame: Frame, _ model: TerminalModel, _ clusters: ClusterTable, _ step: String,
    ) {
        #expect(model.mistakes == [], "\(step)")
        for index in frame.cells.indices {
            let cell = frame.cells[index]
            let place = (index % frame.columns, index / frame.columns)
            var wanted = TerminalModel.cell(cell) { clusters.text(of: $0) }
            if cell.kind == .rightHalf {
                // The right half looks like the left.
                wanted = TerminalModel.cell(frame.cells[index - 1]) { _ in "" }
            }
            #expect(model[place.0, place.1] == wanted, "\(step) \(place)")
        }
        #expect(model.isCursorShown == (frame.cursor != nil), "\(step)")
        if let cursor = frame.cursor { #expect(model.cursor == cursor, "\(step)") }
    }

    /// A first picture is sent whole, so that only what counts as a near colour makes the difference.
    @Test func aHighThresholdTakesMoreColoursForTheSame() {
        let picture = TestPictures.disc(width: 320, height: 180)
        let area = Rectangle(column: 0, row: 0, columns: 80, rows: 22)
        let counts = [20, 240].map { threshold in
            var painter = Painter(columns: 80, rows: 22, mode: .trueColor, glyphs: .blocks)
            let bytes = painter.paint(
                Frame(columns: 80, rows: 22), videos: [VideoPlacement(source: 1, area: area)],
                pictures: [1: picture], threshold: threshold, clusters: ClusterTable())
            return bytes.count
        }
        #expect(counts[1] * 10 < counts[0] * 9)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func whatWasEncodedIsWhatATerminalShows(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var clusters = ClusterTable()
        let columns = Int.random(in: 1...20, using: &random)
        let rows = Int.random(in: 1...6, using: &random)
        var shown = Frame(columns: columns, rows: rows)
        shown.cursor = Point(column: 0, row: 0)
        var model = TerminalModel(columns: columns, rows: rows)
        var encoder = FrameEncoder()
        for step in 0..<12 {
            let wanted = Self.changed(shown, &random, &clusters)
            var next = wanted
            model.apply(
                encoder.encode(from: shown, to: &next, clusters: clusters, links: LinkTable()))
            Self.expectShown(next, model, clusters, "seed \(seed) step \(step)")
            Self.expectNear(wanted, next, shown)
            shown = next
        }
    }

    /// Text is exact; a picture's colours may differ a little, and its character be the negative.
    private static func expectNear(_ wanted: Frame, _ next: Frame, _ shown: Frame) {
        for index in wanted.cells.indices where wanted.cells[index].kind != .video {
            #expect(wanted.cells[index] == next.cells[index])
        }
        for index in wanted.cells.indices where wanted.cells[index].kind == .video {
            let (cell, result) = (wanted.cells[index], next.cells[index])
            let before = BlockShapes.weights(of: cell.glyph).map(Int.init)
            let after = BlockShapes.weights(of: result.glyph).map(Int.init)
            let isNegative = after != before
            #expect(!isNegative || after == before.map { 12 - $0 })
            let area = before.reduce(0, +)
            for (wanted, sent, area) in [
                (cell.foreground, isNegative ? result.background : result.foreground, area),
                (cell.background, isNegative ? result.foreground : result.background, 384 - area),
            ] where area > 0 {
                #expect(
                    ScreenColor.distance(wanted, sent) * area
                        <= FrameEncoder.toleranceDefault * 384)
            }
        }
    }

    /// Whether a terminal takes one column or two for it, of what stood there nothing is left.
    @Test(arguments: ["र\u{940}", "🫨"], [0, 3, 8])
    func whatATerminalDrawsTooNarrowLeavesNothingOfBefore(grapheme: String, column: Int) {
        var clusters = ClusterTable()
        var shown = Frame(columns: 10, rows: 1)
        let before = FrameCell(glyph: 0x78, background: .palette(4), kind: .text)
        for column in 0..<10 { shown.put(before, column: column, row: 0) }
        var model = TerminalModel(columns: 10, rows: 1)
        model.isNarrow = true
        var encoder = FrameEncoder()
        let blank = Frame(columns: 10, rows: 1)
        model.apply(
            encoder.encode(from: blank, to: &shown, clusters: clusters, links: LinkTable()))

        var next = Frame(columns: 10, rows: 1)
        var wide = FrameCell(glyph: clusters.number(of: grapheme), kind: .wide)
        next.put(wide, column: column, row: 0)
        (wide.glyph, wide.kind) = (0x20, .rightHalf)
        next.put(wide, column: column + 1, row: 0)
        (wide.glyph, wide.kind) = (clusters.number(of: grapheme), .wide)
        next.cells[column] = wide
        model.apply(encoder.encode(from: shown, to: &next, clusters: clusters, links: LinkTable()))

        #expect(model.mistakes == [])
        #expect((0..<10).map { model[$0, 0].background }.joined() == "")
        #expect(model.text[0].filter { $0 != " " } == grapheme)
    }

    @Test func equalFramesSendNothing() {
        let frame = Frame(columns: 10, rows: 3)
        var encoder = FrameEncoder()
        var next = frame
        #expect(
            encoder.encode(from: frame, to: &next, clusters: ClusterTable(), links: LinkTable())
                .isEmpty)
    }

    @Test func aMovedCursorSendsNoCells() {
        var shown = Frame(columns: 10, rows: 3)
        shown.cursor = Point(column: 0, row: 0)
        var next = shown
        next.cursor = Point(column: 4, row: 2)
        var encoder = FrameEncoder()
        let bytes = encoder.encode(
            from: shown, to: &next, clusters: ClusterTable(), links: LinkTable())
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "\u{1B}[?2026h\u{1B}[3;5H\u{1B}[?25h\u{1B}[?2026l")
    }

    @Test func aPictureStaysInsideItsRectangle() {
        var random = SeededRandom(seed: 11)
        for columns in [1, 2, 3, 10, 50] {
            for rows in [1, 2, 7, 20] {
                let area = Rectangle(
                    column: Int.random(in: -3...4, using: &random),
                    row: Int.random(in: -3...3, using: &random), columns: columns, rows: rows)
                var frame = Frame(columns: 40, rows: 12)
                for index in frame.cells.indices where index % 7 == 0 {
                    frame.cells[index].glyph = 0x78
                }
                var painter = Painter(columns: 40, rows: 12, mode: .trueColor, glyphs: .blocks)
                var model = TerminalModel(columns: 40, rows: 12)
                for phase in 0..<3 {
                    let picture = TestPictures.disc(width: 64, height: 36, at: phase * 8)
                    model.apply(
                        painter.paint(
                            frame, videos: [VideoPlacement(source: 5, area: area)],
                            pictures: [5: picture], threshold: 40, clusters: ClusterTable()))
                }
                #expect(model.mistakes == [])
                for row in 0..<12 {
                    for column in 0..<40 {
                        let isText = frame.cells[row * 40 + column].glyph == 0x78
                        let isInside = area.contains(Point(column: column, row: row))
                        guard isText || !isInside else { continue }
                        let cell = model[column, row]
                        #expect(cell == TerminalModel.Cell(text: isText ? "x" : " "))
                    }
                }
            }
        }
    }

    /// A slide, or a camera that has stopped: what there was no room for comes with the next frames.
    @Test func aStillPictureIsAllThereAfterAWhile() {
        let frame = Frame(columns: 80, rows: 24)
        let videos = [VideoPlacement(source: 1, area: frame.area)]
        let picture = TestPictures.disc(width: 320, height: 180)
        func shown(limit: Int, frames: Int) -> TerminalModel {
            var painter = Painter(columns: 80, rows: 24, mode: .trueColor, glyphs: .blocks)
            var model = TerminalModel(columns: 80, rows: 24)
            for _ in 0..<frames {
                model.apply(
                    painter.paint(
                        frame, videos: videos, pictures: [1: picture], threshold: 0,
                        cellLimit: limit, clusters: ClusterTable()))
            }
            return model
        }
        let whole = shown(limit: PaintPacer.cellLimitMaximum, frames: 1)
        #expect(shown(limit: 100, frames: 3).cells != whole.cells)
        let last = shown(limit: 100, frames: 40)
        let dark = whole.cells.indices.filter {
            last.cells[$0].background.isEmpty && !whole.cells[$0].background.isEmpty
        }
        #expect(dark.isEmpty)
    }

    @Test func anUnchangedPictureSendsNothingAndAMovedOneLittle() {
        let frame = Frame(columns: 80, rows: 24)
        let videos = [VideoPlacement(source: 1, area: frame.area)]
        var painter = Painter(columns: 80, rows: 24, mode: .trueColor, glyphs: .blocks)
        func paint(_ picture: Picture) -> Int {
            painter.paint(
                frame, videos: videos, pictures: [1: picture], threshold: 40,
                clusters: ClusterTable()
            ).count
        }
        let first = paint(TestPictures.disc(width: 320, height: 180))
        #expect(first > 1000)
        #expect(paint(TestPictures.disc(width: 320, height: 180)) == 0)
        let still = TestPictures.noisy(
            TestPictures.disc(width: 320, height: 180), levels: 2, seed: 1)
        #expect(paint(still) < first / 2)
        let moved = paint(TestPictures.disc(width: 320, height: 180, at: 4))
        #expect(moved > 0 && moved < first / 4)
    }

    @Test func afterForgettingAllIsPaintedAnew() {
        var frame = Frame(columns: 6, rows: 1)
        for (index, byte) in "hello!".utf8.enumerated() { frame.cells[index].glyph = UInt32(byte) }
        var painter = Painter(columns: 6, rows: 1, mode: .trueColor, glyphs: .blocks)
        func paint() -> [UInt8] {
            painter.paint(frame, videos: [], pictures: [:], threshold: 40, clusters: ClusterTable())
        }
        let first = paint()
        #expect(paint().isEmpty)
        painter.forget()
        #expect(paint() == first)
        var model = TerminalModel(columns: 6, rows: 1)
        model.apply(first)
        #expect(model.text == ["hello!"])
    }

    @Test func aControlNeverLeavesTheEncoder() {
        var encoder = FrameEncoder()
        var next = Frame(columns: 4, rows: 1)
        next.cells[0].glyph = 0x1B
        next.cells[1].glyph = 0x9B
        next.cells[2].glyph = 0xD800
        next.cells[3].glyph = 0x7F
        var model = TerminalModel(columns: 4, rows: 1)
        model.apply(
            encoder.encode(
                from: Frame(columns: 4, rows: 1), to: &next, clusters: ClusterTable(),
                links: LinkTable()))
        #expect(model.mistakes == [])
        #expect(model.text == ["????"])
    }
}
