internal import Canvas

/// Messages.
extension State {
    func drawPane(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard let selected = self.selected, let chat = self.chats[selected] else {
            let words: Sanitized = "No chats yet. /new TITLE @user makes one, /help says more."
            return canvas.put([Span(words, .screenDim)], in: area, theme: theme)
        }
        let rows = self.paneRows(of: chat, width: area.columns, count: area.rows)
        let top = area.rows - rows.count
        for (offset, row) in rows.enumerated() {
            canvas.put(row.spans, in: area.split(top: top + offset).rest, theme: theme)
        }
        guard let words = self.wordsBelow(chat), area.rows > 1 else { return }
        let corner = area.split(bottom: 1).bottom.split(right: words.width).right
        canvas.put(words, at: corner.origin, style: theme[.inputHint], width: corner.columns)
    }

    /// How much lies below the pane; nil at the end.
    private func wordsBelow(_ chat: ChatState) -> Sanitized? {
        let transcript = chat.transcript
        guard let position = transcript.position,
            let index = transcript.index(of: position.revision)
        else { return nil }
        let count = transcript.lines.count - 1 - index
        let more: Sanitized = transcript.reachesEnd ? "" : "+"
        return count == 0 ? " PgDn " : " \(count)\(more) newer: PgDn "
    }
}
