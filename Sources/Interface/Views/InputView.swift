internal import Canvas

/// What is being written, behind a prompt that says where it goes.
extension State {
    func drawInput(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard !area.isEmpty else { return }
        if self.frame.status == nil, case .question(let question) = self.overlays.last {
            let keys = question.answers.compactMap {
                self.keys.key(of: $0.action, in: .question)?.label.text
            }
            let answers = Sanitized(remote: keys.joined(separator: "/"))
            let words = question.words.truncated(to: max(0, area.columns - answers.width - 1))
            canvas.put([Span("\(words) \(answers)", .noticeWarning)], in: area, theme: theme)
            return
        }
        let prompt = self.prompt(columns: area.columns)
        canvas.put([prompt], in: area, theme: theme)
        let field = area.split(left: prompt.text.width).rest
        if self.draft.editor.isEmpty {
            canvas.put([Span(self.hint, .inputHint)], in: field, theme: theme)
        }
        let shown = self.draft.editor.layout(columns: field.columns).window(rows: field.rows)
        for (offset, row) in shown.rows.enumerated() {
            canvas.put([Span(row, .inputText)], in: field.split(top: offset).rest, theme: theme)
        }
        guard self.overlays.isEmpty, !self.isOutsideLine, field.columns > 0 else { return }
        canvas.cursor = Point(
            column: field.column + shown.cursor.column, row: field.row + shown.cursor.row)
    }

    /// Rows that the text being written wants, at most a third of the screen.
    var inputRows: Int {
        let columns = self.columns - self.prompt(columns: self.columns).text.width
        // Asked often, and nearly always one: no letter is wider than two columns.
        let characters = self.draft.editor.characters
        if 2 * characters.count < columns, !characters.contains(where: \.isNewline) { return 1 }
        let most = max(1, min(InputLayout.rowsMaximum, self.rows / 3))
        return min(most, self.draft.editor.layout(columns: columns).rows.count)
    }

    func prompt(columns: Int) -> Span {
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
            let keys = self.hints((.close, "gives up"), in: .line)
            return "to \(self.quote(message, in: selected))  \(keys)"
        }
        if self.isOutsideLine {
            let isOff = !self.isMicrophoneOn || !self.isCameraOn
            let isLeft = self.call?.isLineLeft == true
            let rest = self.hints((.submit, "write"), (.help, "help"), in: .call)
            return (isOff && !isLeft ? self.deviceHintInLine : self.deviceHint) + "  " + rest
        }
        if self.call != nil { return self.deviceHintInLine }
        return self.frame.status == nil ? "" : self.hints((.help, "help"), in: .line)
    }

    private var deviceHint: Sanitized {
        self.hints((.microphone, "mute"), (.camera, "camera"), in: .call)
    }

    /// The line is left first.
    private var deviceHintInLine: Sanitized {
        self.keys.key(of: .close, in: .line).map { "\($0.label), then \(self.deviceHint)" } ?? ""
    }
}

/// Text being written as it stands in rows.
struct InputLayout: Equatable, Sendable {
    static let rowsMaximum = 8

    var rows: [Sanitized]
    var cursor: Point

    /// As many rows as there are room for, with the cursor among them.
    func window(rows count: Int) -> InputLayout {
        let first = min(max(0, self.cursor.row - count + 1), max(0, self.rows.count - count))
        return InputLayout(
            rows: Array(self.rows.dropFirst(first).prefix(count)),
            cursor: Point(column: self.cursor.column, row: self.cursor.row - first))
    }
}

extension LineEditor {
    /// The text in rows of so many columns, broken anywhere, so that nothing moves but what is
    /// behind the cursor. A row is never full to its last column: the cursor stands there.
    func layout(columns: Int) -> InputLayout {
        self.layout(columns: columns) { _, _ in }
    }

    /// The character at a place of the layout.
    func index(at point: Point, columns: Int) -> Int {
        var found = 0
        _ = self.layout(columns: columns) { index, place in
            if place.row < point.row || (place.row == point.row && place.column <= point.column) {
                found = index
            }
        }
        return found
    }

    /// - Parameter visit: gets every place of the cursor.
    private func layout(columns: Int, visit: (Int, Point) -> Void) -> InputLayout {
        var rows: [String] = [""]
        var used = 0
        var cursor = Point(column: 0, row: 0)
        for (index, character) in self.characters.enumerated() {
            let shown = character.isNewline ? "" : Sanitized(remote: String(character))
            if used + shown.width >= max(1, columns), used > 0 {
                rows.append("")
                used = 0
            }
            let place = Point(column: used, row: rows.count - 1)
            visit(index, place)
            if index == self.cursor { cursor = place }
            rows[rows.count - 1] += shown.text
            used += shown.width
            guard character.isNewline else { continue }
            rows.append("")
            used = 0
        }
        let end = Point(column: min(used, max(0, columns - 1)), row: rows.count - 1)
        visit(self.characters.count, end)
        if self.cursor == self.characters.count { cursor = end }
        return InputLayout(rows: rows.map { Sanitized(remote: $0) }, cursor: cursor)
    }

    /// One row of what fits of the text around the cursor, and the cursor's column in it.
    func visible(columns: Int) -> (text: Sanitized, cursor: Int) {
        let shown = self.layout(columns: columns).window(rows: 1)
        return (shown.rows.first ?? "", shown.cursor.column)
    }
}
