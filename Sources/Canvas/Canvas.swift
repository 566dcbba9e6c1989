/// Cells that show a participant's picture; the painter fills them.
public struct VideoPlacement: Sendable, Hashable {
    /// The participant's number in its conference.
    public var source: UInt32
    public var area: Rectangle

    public init(source: UInt32, area: Rectangle) {
        self.source = source
        self.area = area
    }
}

/// A screen as a value: what is in every cell, where the cursor is, where pictures go.
///
/// **Every cell always holds one grapheme as wide as it stands there:** a wide one is followed by
/// an empty cell, and overwriting either half blanks the other. Drawing outside is cut off.
public struct Canvas: Sendable, Equatable {
    /// Longest side. No terminal is larger; what a broken one claims costs no more than this.
    public static let sideMaximum = 1000
    /// Links on one screen: more than anybody writes on one. Text beyond has none.
    public static let linkCountMaximum = 1024

    public let columns: Int
    public let rows: Int
    /// Row by row from the top, `columns` each.
    public private(set) var cells: [Cell]
    /// Where its cells lead; cells have places in it.
    private var links: [Link] = []
    /// Where the terminal's cursor blinks; nil hides it.
    public var cursor: Point?
    public var videos: [VideoPlacement] = []

    /// A blank screen; sides beyond 0…`sideMaximum` are clamped.
    public init(columns: Int, rows: Int) {
        self.columns = min(max(0, columns), Self.sideMaximum)
        self.rows = min(max(0, rows), Self.sideMaximum)
        self.cells = Array(repeating: .blank, count: self.columns * self.rows)
    }

    public var area: Rectangle {
        Rectangle(column: 0, row: 0, columns: self.columns, rows: self.rows)
    }

    /// The cell at a place of this screen; a blank one outside.
    public subscript(column: Int, row: Int) -> Cell {
        guard let index = self.index(column, row) else { return .blank }
        return self.cells[index]
    }

    /// Where the cell at a place leads; nil if nowhere.
    public func link(at point: Point) -> Link? {
        let number = self[point.column, point.row].linkNumber
        return number == 0 ? nil : self.links[Int(number) - 1]
    }

    /// Whether a row looks the same on another screen, and leads to the same places.
    ///
    /// - Precondition: both screens have the same size, and the row.
    public func hasEqualRow(_ row: Int, in other: Canvas) -> Bool {
        let range = row * self.columns..<(row + 1) * self.columns
        // Slices compare slower, and this is done for every row of every frame.
        let (own, others) = (self.cells.span, other.cells.span)
        for index in range where own[index] != others[index] { return false }
        return self.links == other.links || self.cells[range].allSatisfy { $0.linkNumber == 0 }
    }

    /// Writes text to the right, at most `limit` columns of it.
    ///
    /// A wide grapheme of which only half would fit is left out.
    ///
    /// - Parameter link: where the text leads; the pieces of one that is wrapped get the same.
    /// - Returns: the columns that were written.
    @discardableResult
    public mutating func put(
        _ text: Sanitized, at point: Point, style: Style, link: Link? = nil,
        width limit: Int = Canvas.sideMaximum,
    ) -> Int {
        guard self.index(point.column, point.row) != nil else { return 0 }
        let room = min(limit, self.columns - point.column)
        let linkNumber = link.map { self.number(of: $0) } ?? 0
        var used = 0
        for piece in Grapheme.pieces(of: text.text) where piece.width > 0 {
            guard used + piece.width <= room else { break }
            self.set(piece, at: point.column + used, point.row, style: style, linkNumber)
            used += piece.width
        }
        return used
    }

    /// Blanks an area in a style.
    public mutating func fill(_ area: Rectangle, style: Style) {
        self.fill(area, with: " ", style: style)
    }

    /// Fills an area with one grapheme of one column, such as a line's.
    public mutating func fill(_ area: Rectangle, with text: Sanitized, style: Style) {
        let visible = area.intersection(self.area)
        let one = Grapheme.pieces(of: text.text).first { $0.width == 1 } ?? .space
        for row in visible.row..<max(visible.row, visible.endRow) {
            for column in visible.column..<max(visible.column, visible.endColumn) {
                self.set(one, at: column, row, style: style)
            }
        }
    }

    /// Changes the looks of an area and keeps its text.
    public mutating func restyle(_ area: Rectangle, style: Style) {
        let visible = area.intersection(self.area)
        for row in visible.row..<max(visible.row, visible.endRow) {
            for column in visible.column..<max(visible.column, visible.endColumn) {
                self.cells[row * self.columns + column].style = style
            }
        }
    }

    private func index(_ column: Int, _ row: Int) -> Int? {
        guard (0..<self.columns).contains(column), (0..<self.rows).contains(row) else { return nil }
        return row * self.columns + column
    }

    private mutating func number(of link: Link) -> UInt16 {
        if let place = self.links.lastIndex(of: link) { return UInt16(place + 1) }
        guard self.links.count < Self.linkCountMaximum else { return 0 }
        self.links.append(link)
        return UInt16(self.links.count)
    }

    private mutating func set(
        _ piece: Grapheme.Piece, at column: Int, _ row: Int, style: Style, _ linkNumber: UInt16 = 0,
    ) {
        self.separate(column, row)
        if piece.width == 2 { self.separate(column + 1, row) }
        let index = row * self.columns + column
        var cell = Cell(text: piece.text, style: style)
        cell.linkNumber = linkNumber
        self.cells[index] = cell
        guard piece.width == 2 else { return }
        cell.text = ""
        self.cells[index + 1] = cell
    }

    /// Blanks both halves of a wide grapheme that has one of them here.
    private mutating func separate(_ column: Int, _ row: Int) {
        let index = row * self.columns + column
        if self.cells[index].text.isEmpty {
            self.cells[index].text = " "
            if column > 0 { self.cells[index - 1].text = " " }
        } else if column + 1 < self.columns, self.cells[index + 1].text.isEmpty {
            self.cells[index].text = " "
            self.cells[index + 1].text = " "
        }
    }
}

/// For tests and for the eye.
extension Canvas {
    /// One string a row, with the spaces at its end.
    public var text: [String] {
        (0..<self.rows).map { row in
            (0..<self.columns).map { self[$0, row].text }.joined()
        }
    }

    /// The style of every cell of a row; empty outside.
    public func styles(at row: Int) -> [Style] {
        guard (0..<self.rows).contains(row) else { return [] }
        return (0..<self.columns).map { self[$0, row].style }
    }
}
