internal import Canvas

/// The line being written, behind a prompt that says where it goes.
extension State {
    func drawInput(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard !area.isEmpty else { return }
        if self.frame.status == nil, case .question(let question) = self.overlays.last {
            let keys = question.answers.map { String($0.key) }.joined(separator: "/")
            let words = question.words.truncated(to: max(0, area.columns - keys.count - 1))
            let text: Sanitized = "\(words) \(.init(remote: keys))"
            canvas.put([Span(text, .noticeWarning)], in: area, theme: theme)
            return
        }
        let prompt = self.prompt(columns: area.columns)
        canvas.put([prompt], in: area, theme: theme)
        let field = area.split(left: prompt.text.width).rest
        let draft = self.draft
        if draft.editor.isEmpty {
            canvas.put([Span(self.hint, .inputHint)], in: field, theme: theme)
        }
        let (text, column) = draft.editor.visible(columns: field.columns)
        canvas.put([Span(text, .inputText)], in: field, theme: theme)
        guard self.overlays.isEmpty, !self.isOutsideLine, field.columns > 0 else { return }
        canvas.cursor = Point(column: field.column + column, row: field.row)
    }

    private func prompt(columns: Int) -> Span {
        let most = min(16, columns / 3)
        if let held = self.draft.heldFor, held.chat != self.selected {
            return Span(Sanitized("held> ").truncated(to: most), .noticeWarning)
        }
        guard let selected = self.selected else { return Span("> ", .inputShared) }
        let isPrivate = self.destination(of: selected).isPrivate
        let words: Sanitized =
            switch self.draft.purpose {
            case .message: self.name(of: selected)
            case .reply: "reply"
            case .edit: "edit"
            }
        let name = words.truncated(to: max(0, most - 2))
        return Span(name + "> ", isPrivate ? .inputPrivate : .inputShared)
    }

    private var hint: Sanitized {
        if case .reply(let message) = self.draft.purpose, let selected = self.selected {
            return "to \(self.quote(message, in: selected))  Esc gives up"
        }
        if self.isOutsideLine { return "M mute  V camera  Enter write  F1 help" }
        if self.call != nil { return "Esc, then M mute  V camera" }
        return self.frame.status == nil ? "" : "F1 help"
    }
}

extension LineEditor {
    /// What fits of the line around the cursor, and the cursor's column in it.
    func visible(columns: Int) -> (text: Sanitized, cursor: Int) {
        guard columns > 0 else { return ("", 0) }
        let before = Self.shown(self.characters[..<self.cursor])
        let after = Self.shown(self.characters[self.cursor...])
        var kept = Grapheme.pieces(of: before.text)[...]
        var width = kept.reduce(0) { $0 + $1.width }
        while width > columns - 1, let first = kept.popFirst() { width -= first.width }
        let text = Sanitized(remote: kept.map(\.text).joined()) + after
        return (text, width)
    }

    private static func shown(_ characters: ArraySlice<Character>) -> Sanitized {
        Sanitized(remote: String(characters.map { $0.isNewline ? "↵" : $0 }))
    }
}
