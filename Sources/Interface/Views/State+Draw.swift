public import Canvas

/// Drawing.
extension State {
    /// Draws the whole screen. The canvas should have the size last given by `.resize`; on another
    /// one it is cut off.
    public func draw(into canvas: inout Canvas, theme: Theme) {
        let frame = self.frame
        canvas.cursor = nil
        canvas.videos = []
        canvas.fill(canvas.area, style: theme[.screenText])
        for rule in frame.rules { canvas.fill(rule, with: "│", style: theme[.screenBorder]) }
        if let area = frame.title { self.drawTitle(in: area, on: &canvas, theme: theme) }
        if let area = frame.list { self.drawList(in: area, on: &canvas, theme: theme) }
        if let area = frame.tiles { self.drawTiles(in: area, on: &canvas, theme: theme) }
        if let area = frame.roster { self.drawRoster(in: area, on: &canvas, theme: theme) }
        if let area = frame.pane { self.drawPane(in: area, on: &canvas, theme: theme) }
        if let area = frame.status {
            self.drawStatus(in: area, on: &canvas, theme: theme)
        } else if frame.input.row > 0 {
            canvas.put("too small", at: Point(column: 0, row: 0), style: theme[.noticeWarning])
        }
        self.drawInput(in: frame.input, on: &canvas, theme: theme)
        self.drawCompletion(on: &canvas, theme: theme)
        self.drawOverlay(on: &canvas, theme: theme)
    }
}

/// Text in one style.
struct Span: Equatable, Sendable {
    var text: Sanitized
    var style: StyleName
    /// Where it leads.
    var link: Link?

    init(_ text: Sanitized, _ style: StyleName, link: Link? = nil) {
        self.text = text
        self.style = style
        self.link = link
    }
}

extension Canvas {
    /// Writes spans one behind the other, inside an area's first row.
    mutating func put(_ spans: [Span], in area: Rectangle, theme: Theme) {
        guard area.rows > 0 else { return }
        var used = 0
        for span in spans {
            let point = Point(column: area.column + used, row: area.row)
            let room = area.columns - used
            used += self.put(
                span.text, at: point, style: theme[span.style], link: span.link, width: room)
        }
    }
}
