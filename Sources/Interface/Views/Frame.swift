internal import Canvas

/// The parts of the screen, cut out of what there is.
struct Frame: Equatable, Sendable {
    /// With less there is a line to write in and nothing else.
    static let columnsMinimum = 20
    static let rowsMinimum = 5
    /// From here on the list of chats has room beside the messages.
    static let columnsForList = 64
    /// From here on the list of chats and who is in the chat have room beside the messages;
    static let columnsForRoster = 110
    /// with pictures, from here on.
    static let columnsForRosterInCall = 220
    /// From here on pictures and messages stand side by side.
    static let columnsForSideBySide = 96

    var title: Rectangle?
    var list: Rectangle?
    /// Who is in the chat.
    var roster: Rectangle?
    var tiles: Rectangle?
    var pane: Rectangle?
    var status: Rectangle?
    var input: Rectangle
    /// Lines between parts.
    var rules: [Rectangle] = []

    /// - Parameters:
    ///   - inputRows: what the text being written wants.
    ///   - tileRows: what the pictures want in a column of so many rows; nil: no conference.
    init(
        columns: Int, rows: Int, layout: State.CallLayout, hasRoster: Bool, inputRows: Int,
        tileRows: ((Rectangle) -> Int)?,
    ) {
        let screen = Rectangle(column: 0, row: 0, columns: columns, rows: rows)
        let (upper, input) = screen.split(bottom: max(1, inputRows))
        self.input = input
        guard columns >= Self.columnsMinimum, rows >= Self.rowsMinimum else { return }
        let (title, below) = upper.split(top: 1)
        let (middle, status) = below.split(bottom: 1)
        (self.title, self.status) = (title, status)
        var rest = middle
        if columns >= Self.columnsForList {
            rest = self.cutList(from: middle)
        }
        let hasTiles = tileRows != nil && layout != .chat
        let columnsForRoster = hasTiles ? Self.columnsForRosterInCall : Self.columnsForRoster
        if hasRoster, columns >= columnsForRoster, !hasTiles || layout != .tiles {
            rest = self.cutRoster(from: rest)
        }
        guard let tileRows, layout != .chat else {
            self.pane = rest
            return
        }
        if layout == .tiles {
            self.tiles = rest
        } else {
            self.share(rest, tileRows: tileRows(rest))
        }
    }

    private mutating func cutList(from middle: Rectangle) -> Rectangle {
        let (list, rest) = middle.split(left: min(max(18, middle.columns / 6), 32))
        self.list = list
        let (rule, remaining) = rest.split(left: 1)
        self.rules.append(rule)
        return remaining
    }

    private mutating func cutRoster(from area: Rectangle) -> Rectangle {
        let (rest, right) = area.split(right: State.rosterColumns)
        let (rule, roster) = right.split(left: 1)
        self.roster = roster
        self.rules.append(rule)
        return rest
    }

    /// Pictures and messages: beside each other if there is width, else above each other.
    private mutating func share(_ area: Rectangle, tileRows: Int) {
        if area.columns >= Self.columnsForSideBySide {
            let (tiles, rest) = area.split(right: min(max(40, area.columns * 2 / 5), 72))
            let (rule, pane) = rest.split(left: 1)
            (self.tiles, self.pane) = (tiles, pane)
            self.rules.append(rule)
        } else if area.rows < 5 {
            self.pane = area
        } else {
            let (tiles, pane) = area.split(top: min(tileRows, area.rows - 3))
            (self.tiles, self.pane) = (tiles, pane)
        }
    }
}

extension State {
    /// Where everything stands on this screen.
    var frame: Frame {
        Frame(
            columns: self.columns, rows: self.rows, layout: self.callLayout,
            hasRoster: self.preferences.isOn(.roster) && self.selected != nil,
            inputRows: self.inputRows,
            tileRows: self.call.map { call in { area in call.tileRows(in: area) } })
    }

    /// What help or log covers.
    var overlayBox: OverlayBox {
        let screen = Rectangle(column: 0, row: 0, columns: self.columns, rows: self.rows)
        let margin = self.columns >= 60 ? min(8, (self.columns - 60) / 2) : 0
        // The border takes its columns from the margin.
        let hasBorder = margin > 0 && self.rows >= OverlayBox.rowsForBorder
        return OverlayBox(
            area: screen.split(bottom: self.inputRows).rest.inset(
                columns: hasBorder ? margin - 1 : margin, rows: self.rows >= 12 ? 1 : 0),
            hasBorder: hasBorder)
    }
}

extension CallState {
    /// Rows for pictures above the messages: three of five; for names alone, two a line.
    func tileRows(in area: Rectangle) -> Int {
        if self.seated.contains(where: \.isCameraOn) { return area.rows * 3 / 5 }
        let perLine = max(1, area.columns / 20)
        let lines = (self.seated.count + perLine - 1) / perLine
        return max(2, min(area.rows / 2, 2 * lines))
    }
}

/// What lies over the screen: a row for its title, and the rest; around both a border, if there is room.
struct OverlayBox: Equatable, Sendable {
    /// Rows of a screen that has room for it.
    static let rowsForBorder = 16

    var area: Rectangle
    let hasBorder: Bool

    /// The first row, between the corners.
    var head: Rectangle { self.area.split(top: 1).top.inset(columns: self.hasBorder ? 1 : 0) }

    var body: Rectangle {
        let below = self.area.split(top: 1).rest
        guard self.hasBorder else { return below }
        return below.split(bottom: 1).rest.inset(columns: 1)
    }

    func draw(on canvas: inout Canvas, theme: Theme) {
        canvas.fill(self.area, style: theme[.overlayText])
        guard self.hasBorder, self.area.rows > 1, self.area.columns > 1 else { return }
        let style = theme[.overlayBorder]
        let (left, right) = (self.area.column, self.area.endColumn - 1)
        for (row, corners) in [
            (self.area.row, ["┌", "┐"] as [Sanitized]), (self.area.endRow - 1, ["└", "┘"]),
        ] {
            let line = Rectangle(column: left, row: row, columns: self.area.columns, rows: 1)
            canvas.fill(line, with: "─", style: style)
            canvas.put(corners[0], at: Point(column: left, row: row), style: style)
            canvas.put(corners[1], at: Point(column: right, row: row), style: style)
        }
        for column in [left, right] {
            let line = Rectangle(
                column: column, row: self.area.row + 1, columns: 1, rows: self.area.rows - 2)
            canvas.fill(line, with: "│", style: style)
        }
    }
}
