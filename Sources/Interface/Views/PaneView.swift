internal import Canvas

/// Messages.
extension State {
    func drawPane(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        let scroll = self.selected.flatMap { self.chats[$0]?.scroll } ?? 0
        let rows = self.paneRows(width: area.columns, upTo: scroll + area.rows)
        let end = max(min(area.rows, rows.count), rows.count - scroll)
        let shown = rows[max(0, end - area.rows)..<end]
        let top = area.rows - shown.count
        for (offset, row) in shown.enumerated() {
            canvas.put(row.spans, in: area.split(top: top + offset).rest, theme: theme)
        }
        if self.selected == nil {
            canvas.put(
                [Span("No chats yet. /new TITLE @user makes one, /help says more.", .screenDim)],
                in: area, theme: theme)
        }
        if scroll > 0, area.rows > 1 {
            let text: Sanitized = " \(scroll) newer: PgDn "
            let corner = area.split(bottom: 1).bottom.split(right: text.width).right
            canvas.put(text, at: corner.origin, style: theme[.inputHint], width: corner.columns)
        }
    }
}
