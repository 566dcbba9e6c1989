internal import Canvas

/// Messages.
extension State {
    func drawPane(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard let selected = self.selected, let chat = self.chats[selected] else {
            return self.drawEmptyPane(in: area, on: &canvas, theme: theme)
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

    /// Why there is nothing to read.
    private func drawEmptyPane(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        let lines = self.emptyPaneLines.flatMap { line in
            line.text.wrapped(to: area.columns).map { Span($0, line.style) }
        }
        for (offset, line) in lines.prefix(area.rows).enumerated() {
            canvas.put([line], in: area.split(top: offset).rest, theme: theme)
        }
    }

    private var emptyPaneLines: [Span] {
        let help = Span("/help says what can be done here, /quit ends.", .screenDim)
        switch self.connection {
        case .online:
            let words: Sanitized = "No chats yet. /new TITLE @user makes one, /help says more."
            return [Span(words, .screenDim)]
        case .connecting: return [Span("Connecting to \(self.serverName)", .screenText), help]
        case .offline(let reason, _):
            return [
                Span("No connection: \(Sanitized(remote: reason))", .noticeWarning),
                Span(
                    self.secondsToRetry.map { "Trying again in \($0) s" } ?? "Trying again",
                    .screenText),
                help,
            ]
        case .failed(let reason):
            return [Span("Not connected: \(Sanitized(remote: reason))", .noticeError), help]
        }
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
