package import Canvas

/// One column of one row as a terminal shows it.
package struct FrameCell: Sendable, Hashable {
    /// What stands in the cell.
    package enum Kind: UInt8, Sendable {
        case text
        /// The left half of a character of two columns.
        case wide
        /// The right half; nothing is sent for it.
        case rightHalf
        /// Part of a picture: colours may be sent a little off.
        case video
    }

    /// A Unicode scalar, or `ClusterTable.first` and above for a grapheme of several.
    package var glyph: UInt32
    package var foreground: ScreenColor
    package var background: ScreenColor
    package var attributes: UInt8
    package var kind: Kind
    /// Where the cell leads, by its number in a `LinkTable`; 0 if nowhere.
    package var link: UInt16 = 0

    package init(
        glyph: UInt32, foreground: ScreenColor = .terminal, background: ScreenColor = .terminal,
        attributes: Attributes = [], kind: Kind = .text,
    ) {
        self.glyph = glyph
        self.foreground = foreground
        self.background = background
        self.attributes = attributes.rawValue
        self.kind = kind
    }

    package static let blank = FrameCell(glyph: 0x20)
}

/// What a whole screen shows, or shall show.
package struct Frame: Sendable, Equatable {
    package let columns: Int
    package let rows: Int
    /// Row by row, `columns * rows`.
    package var cells: [FrameCell]
    /// Where the cursor blinks; nil hides it.
    package var cursor: Point?

    package init(columns: Int, rows: Int, filledWith cell: FrameCell = .blank) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
        self.cells = Array(repeating: cell, count: self.columns * self.rows)
    }

    package var area: Rectangle {
        Rectangle(column: 0, row: 0, columns: self.columns, rows: self.rows)
    }

    /// Puts a cell and blanks the other half of a wide character that it cuts in two.
    ///
    /// - Precondition: the place is inside.
    package mutating func put(_ cell: FrameCell, column: Int, row: Int) {
        let index = row * self.columns + column
        if self.cells[index].kind == .rightHalf, column > 0 { self.blankGlyph(index - 1) }
        if self.cells[index].kind == .wide, column + 1 < self.columns {
            self.blankGlyph(index + 1)
        }
        self.cells[index] = cell
    }

    private mutating func blankGlyph(_ index: Int) {
        self.cells[index].glyph = FrameCell.blank.glyph
        self.cells[index].kind = .text
    }
}
