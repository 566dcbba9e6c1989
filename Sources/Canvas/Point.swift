/// A cell's place on a screen; the top left one is (0, 0).
public struct Point: Sendable, Hashable {
    public var column: Int
    public var row: Int

    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A rectangle of cells. Sides are never negative; one without cells has a side of 0.
public struct Rectangle: Sendable, Hashable {
    public var column: Int
    public var row: Int
    public var columns: Int
    public var rows: Int

    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    public var isEmpty: Bool { self.columns == 0 || self.rows == 0 }
    public var origin: Point { Point(column: self.column, row: self.row) }
    /// The first column right of it.
    public var endColumn: Int { self.column + self.columns }
    /// The first row below it.
    public var endRow: Int { self.row + self.rows }

    public func contains(_ point: Point) -> Bool {
        (self.column..<self.endColumn).contains(point.column)
            && (self.row..<self.endRow).contains(point.row)
    }

    /// What both have; without cells if they don't touch.
    public func intersection(_ other: Rectangle) -> Rectangle {
        let column = max(self.column, other.column)
        let row = max(self.row, other.row)
        return Rectangle(
            column: column, row: row,
            columns: min(self.endColumn, other.endColumn) - column,
            rows: min(self.endRow, other.endRow) - row)
    }

    /// Without a margin on every side.
    public func inset(columns: Int = 0, rows: Int = 0) -> Rectangle {
        Rectangle(
            column: self.column + min(columns, self.columns / 2),
            row: self.row + min(rows, self.rows / 2),
            columns: self.columns - 2 * columns, rows: self.rows - 2 * rows)
    }

    /// Cuts rows off the top; at most as many as there are.
    public func split(top rows: Int) -> (top: Rectangle, rest: Rectangle) {
        let height = min(max(0, rows), self.rows)
        var (top, rest) = (self, self)
        top.rows = height
        rest.row += height
        rest.rows -= height
        return (top, rest)
    }

    /// Cuts rows off the bottom; at most as many as there are.
    public func split(bottom rows: Int) -> (rest: Rectangle, bottom: Rectangle) {
        let (rest, bottom) = self.split(top: self.rows - min(max(0, rows), self.rows))
        return (rest, bottom)
    }

    /// Cuts columns off the left; at most as many as there are.
    public func split(left columns: Int) -> (left: Rectangle, rest: Rectangle) {
        let width = min(max(0, columns), self.columns)
        var (left, rest) = (self, self)
        left.columns = width
        rest.column += width
        rest.columns -= width
        return (left, rest)
    }

    /// Cuts columns off the right; at most as many as there are.
    public func split(right columns: Int) -> (rest: Rectangle, right: Rectangle) {
        let (rest, right) = self.split(left: self.columns - min(max(0, columns), self.columns))
        return (rest, right)
    }
}
