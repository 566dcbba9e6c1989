internal import Canvas

/// Writes the difference of two screens as bytes for a terminal.
///
/// **What `encode` leaves in `next` is what the terminal shows afterwards**: a picture's colours may
/// have become those that were set already, within `tolerance`.
package struct FrameEncoder: Sendable {
    /// Squared error, as a mean over a cell's samples, that is taken for a colour that is set already: a
    /// sequence costs up to 20 bytes, the change is not seen. 16 makes a first picture 7 % smaller and
    /// all pictures 0.02 dB worse, 6 makes them 9 % larger and 0.01 dB better.
    package static let toleranceDefault = 10

    /// The tolerance for pictures of a threshold: who sees no coarser cell sees no such colour either.
    static func tolerance(threshold: Int) -> Int {
        self.toleranceDefault + max(0, threshold - VideoCells.thresholdDefault) / 8
    }

    private static let synchronizedBegin = Array("\u{1B}[?2026h".utf8)
    private static let clear = Array("\u{1B}[m\u{1B}[2J".utf8)
    private static let synchronizedEnd = Array("\u{1B}[?2026l".utf8)

    /// From here on terminals differ about widths: emoji, and graphemes of several scalars.
    private static let doubtfulFirst: UInt32 = 0x1F000

    package var tolerance = Self.toleranceDefault
    /// Whether the terminal knows mode 2026; others pass over it.
    package var isSynchronized = true
    package private(set) var bytes: [UInt8] = []
    /// Cells sent by the last `encode`.
    package private(set) var cellCount = 0
    /// Where the next byte would be shown; nil if that isn't sure.
    private var position: Point?
    /// Nil after the beginning of a frame: whatever was set is unknown.
    private var pen: Pen?
    /// The link that is open; none is between two frames.
    private var link: UInt16 = 0

    private struct Pen {
        var foreground: ScreenColor
        var background: ScreenColor
        var attributes: UInt8
    }

    package init() {}

    /// Encodes one synchronised update, or nothing if both screens are equal.
    ///
    /// - Parameter isCleared: whether the update begins by clearing the screen, `shown` being blank.
    /// - Precondition: both frames have the same size.
    /// - Returns: the bytes to send, whole.
    package mutating func encode(
        from shown: Frame, to next: inout Frame, clusters: ClusterTable, links: LinkTable,
        isCleared: Bool = false,
    ) -> [UInt8] {
        precondition(
            shown.columns == next.columns && shown.rows == next.rows, "frames of one size differ")
        self.bytes.removeAll(keepingCapacity: true)
        (self.cellCount, self.position, self.pen) = (0, nil, nil)
        if self.isSynchronized { self.bytes.append(contentsOf: Self.synchronizedBegin) }
        if isCleared { self.bytes.append(contentsOf: Self.clear) }
        let start = self.bytes.count
        if shown.cursor != nil { self.bytes.append(contentsOf: Array("\u{1B}[?25l".utf8)) }
        for row in 0..<next.rows { self.encodeRow(row, shown, &next, clusters, links) }
        if self.cellCount == 0 {
            guard shown.cursor != next.cursor || isCleared else { return [] }
            self.bytes.removeSubrange(start...)
            if shown.cursor != nil, next.cursor == nil {
                self.bytes.append(contentsOf: Array("\u{1B}[?25l".utf8))
            }
        } else {
            self.open(link: 0, links)
            self.bytes.append(contentsOf: Array("\u{1B}[m".utf8))
        }
        if let cursor = next.cursor {
            self.move(to: cursor)
            self.bytes.append(contentsOf: Array("\u{1B}[?25h".utf8))
        }
        if self.isSynchronized { self.bytes.append(contentsOf: Self.synchronizedEnd) }
        return self.bytes
    }

    private mutating func encodeRow(
        _ row: Int, _ shown: Frame, _ next: inout Frame, _ clusters: ClusterTable,
        _ links: LinkTable,
    ) {
        let columns = next.columns
        // Terminals disagree about graphemes of several scalars: what follows one may have been drawn
        // over, so it is sent again.
        var doubtfulEnd = 0
        for column in 0..<columns {
            let index = row * columns + column
            let kind = next.cells[index].kind
            if kind == .rightHalf { continue }
            let isWide = kind == .wide
            var isChanged = next.cells[index] != shown.cells[index]
            if isWide, column + 1 < columns {
                isChanged = isChanged || next.cells[index + 1] != shown.cells[index + 1]
            }
            guard isChanged || column < doubtfulEnd else { continue }
            self.step(to: Point(column: column, row: row))
            self.open(link: next.cells[index].link, links)
            if kind == .video {
                self.encodeVideo(&next.cells[index])
            } else {
                self.encodeText(next.cells[index], clusters, at: Point(column: column, row: row))
            }
            self.cellCount += 1
            if next.cells[index].glyph >= ClusterTable.first {
                doubtfulEnd = column + 2 * clusters.scalarCount(of: next.cells[index].glyph)
            }
            self.advance(next.cells[index], width: isWide ? 2 : 1, columns: columns)
        }
    }

    private mutating func encodeText(
        _ cell: FrameCell, _ clusters: ClusterTable, at point: Point,
    ) {
        self.set(cell.foreground, cell.background, cell.attributes)
        // A terminal that takes one column for it would leave the second as it was.
        if cell.kind == .wide, cell.glyph >= Self.doubtfulFirst {
            self.bytes.append(contentsOf: [0x20, 0x20])
            self.move(to: point)
        }
        clusters.append(cell.glyph, to: &self.bytes)
    }

    /// Sends a picture's cell in the colours that are set, where they are near enough.
    private mutating func encodeVideo(_ cell: inout FrameCell) {
        if cell.glyph == GlyphSet.space {
            let whole = BlockShapes.areaMaximum
            if let pen = self.pen, self.isNear(pen.background, cell.background, whole) {
                cell.background = pen.background
                cell.foreground = pen.foreground
            } else if let pen = self.pen, self.isNear(pen.foreground, cell.background, whole) {
                cell.glyph = GlyphSet.fullBlock
                (cell.foreground, cell.background) = (pen.foreground, pen.background)
            } else {
                cell.foreground = self.pen?.foreground ?? cell.background
            }
        } else if let pen = self.pen {
            self.reuse(pen, in: &cell)
        }
        self.set(cell.foreground, cell.background, 0)
        self.bytes.appendUTF8(cell.glyph)
    }

    /// Takes colours that are set, and draws the negative if more of them can stay.
    private func reuse(_ pen: Pen, in cell: inout FrameCell) {
        let front = BlockShapes.all.area(of: cell.glyph)
        let back = BlockShapes.areaMaximum - front
        let straight = (
            front: self.isNear(pen.foreground, cell.foreground, front),
            back: self.isNear(pen.background, cell.background, back)
        )
        let exchanged = (
            front: self.isNear(pen.background, cell.foreground, front),
            back: self.isNear(pen.foreground, cell.background, back)
        )
        func count(_ way: (front: Bool, back: Bool)) -> Int {
            (way.front ? 1 : 0) + (way.back ? 1 : 0)
        }
        if count(exchanged) > count(straight), let negative = GlyphSet.negative(of: cell.glyph) {
            cell.glyph = negative
            (cell.foreground, cell.background) = (
                exchanged.back ? pen.foreground : cell.background,
                exchanged.front ? pen.background : cell.foreground
            )
        } else {
            if straight.front { cell.foreground = pen.foreground }
            if straight.back { cell.background = pen.background }
        }
    }

    /// - Parameter area: how much of the cell has the colour, in parts of its samples.
    private func isNear(_ left: ScreenColor, _ right: ScreenColor, _ area: Int) -> Bool {
        if left == right { return true }
        guard left.isRGB, right.isRGB else { return false }
        return ScreenColor.distance(left, right) * area
            <= self.tolerance * BlockShapes.areaMaximum
    }
}

/// Single sequences.
extension FrameEncoder {
    /// Text in a style, without moving; the pen is put back behind.
    static func line(_ text: String, _ style: Style, _ depth: ColorDepth) -> [UInt8] {
        var encoder = FrameEncoder()
        encoder.set(
            ScreenColor(style.foreground, depth: depth),
            ScreenColor(style.background, depth: depth), style.attributes.rawValue)
        return encoder.bytes + Array(text.utf8) + Array("\u{1B}[m".utf8)
    }

    /// Moves where the next character goes, in the fewest bytes.
    private mutating func step(to point: Point) {
        if self.position == point { return }
        if let position = self.position, position.row == point.row, position.column < point.column {
            self.bytes.append(contentsOf: [0x1B, 0x5B])
            let distance = point.column - position.column
            if distance > 1 { self.bytes.appendDecimal(distance) }
            self.bytes.append(0x43)
            self.position = point
        } else {
            self.move(to: point)
        }
    }

    /// CUP: from anywhere to a place.
    private mutating func move(to point: Point) {
        self.bytes.append(contentsOf: [0x1B, 0x5B])
        self.bytes.appendDecimal(max(0, point.row) + 1)
        self.bytes.append(0x3B)
        self.bytes.appendDecimal(max(0, point.column) + 1)
        self.bytes.append(0x48)
        self.position = point
    }

    private mutating func open(link: UInt16, _ links: LinkTable) {
        guard link != self.link else { return }
        links.append(link, to: &self.bytes)
        self.link = link
    }

    private mutating func advance(_ cell: FrameCell, width: Int, columns: Int) {
        guard var position = self.position else { return }
        position.column += width
        // After the last column a terminal waits to wrap; of emoji terminals differ about the width.
        let isSure =
            position.column < columns && (cell.glyph < Self.doubtfulFirst || cell.kind == .video)
        self.position = isSure ? position : nil
    }

    private mutating func set(
        _ foreground: ScreenColor, _ background: ScreenColor, _ attributes: UInt8,
    ) {
        let start = self.bytes.count
        self.bytes.append(contentsOf: [0x1B, 0x5B])
        var current =
            self.pen ?? Pen(foreground: .terminal, background: .terminal, attributes: .max)
        if current.attributes != attributes {
            // Attributes are only ever taken back all together.
            self.bytes.append(0x30)
            for (bit, code) in Self.codes where attributes & bit != 0 {
                self.bytes.append(contentsOf: [0x3B, code])
            }
            current = Pen(foreground: .terminal, background: .terminal, attributes: attributes)
        }
        let parameters = start + 2
        if current.foreground != foreground { self.append(foreground, base: 3, parameters) }
        if current.background != background { self.append(background, base: 4, parameters) }
        self.pen = Pen(foreground: foreground, background: background, attributes: attributes)
        if self.bytes.count == parameters {
            self.bytes.removeLast(2)
        } else {
            self.bytes.append(0x6D)
        }
    }

    /// SGR codes: bold 1, dim 2, italic 3, underline 4, reverse 7.
    private static let codes: [(bit: UInt8, code: UInt8)] = [
        (Attributes.bold.rawValue, 0x31), (Attributes.dim.rawValue, 0x32),
        (Attributes.italic.rawValue, 0x33), (Attributes.underline.rawValue, 0x34),
        (Attributes.reverse.rawValue, 0x37),
    ]

    /// - Parameters:
    ///   - base: 3 for the foreground, 4 for the background.
    ///   - parameters: where the sequence's parameters begin.
    private mutating func append(_ color: ScreenColor, base: Int, _ parameters: Int) {
        if self.bytes.count > parameters { self.bytes.append(0x3B) }
        if let index = color.paletteIndex {
            if index < 8 {
                self.bytes.appendDecimal(base * 10 + Int(index))
            } else if index < 16 {
                self.bytes.appendDecimal((base + 6) * 10 + Int(index) - 8)
            } else {
                self.bytes.appendDecimal(base * 10 + 8)
                self.bytes.append(contentsOf: [0x3B, 0x35, 0x3B])
                self.bytes.appendDecimal(Int(index))
            }
        } else if color.isRGB {
            self.bytes.appendDecimal(base * 10 + 8)
            self.bytes.append(contentsOf: [0x3B, 0x32, 0x3B])
            self.bytes.appendDecimal(Int(color.rgbValue >> 16))
            self.bytes.append(0x3B)
            self.bytes.appendDecimal(Int(color.rgbValue >> 8 & 255))
            self.bytes.append(0x3B)
            self.bytes.appendDecimal(Int(color.rgbValue & 255))
        } else {
            self.bytes.appendDecimal(base * 10 + 9)
        }
    }
}
