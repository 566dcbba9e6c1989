internal import Canvas
internal import Units

/// Help, the log, and questions.
extension State {
    /// What an overlay hides now.
    var coveredArea: Rectangle? {
        switch self.overlays.last {
        case nil: self.completionArea
        case .question(let question): self.questionArea(question)
        case .reader: self.overlayBox.area
        case .picker: self.pickerBox.area
        }
    }

    func drawOverlay(on canvas: inout Canvas, theme: Theme) {
        switch self.overlays.last {
        case nil: break
        case .question(let question): self.draw(question, on: &canvas, theme: theme)
        case .reader(let reader): self.draw(reader, on: &canvas, theme: theme)
        case .picker(let picker): self.draw(picker, on: &canvas, theme: theme)
        }
    }

    private func draw(_ reader: Reader, on canvas: inout Canvas, theme: Theme) {
        let box = self.overlayBox
        box.draw(on: &canvas, theme: theme)
        let (head, below) = (box.head, box.body)
        let title: Sanitized = reader.subject == .log ? "Log" : "Help"
        let query = Sanitized(remote: reader.query.text)
        let keys: Sanitized =
            reader.isFinding ? "  find: \(query)" : "  (\(self.hints(of: reader, query)))"
        let name = title.truncated(to: max(4, head.columns - keys.width - 1))
        canvas.put([Span(" \(name)\(keys) ", .overlayTitle)], in: head, theme: theme)
        let text = self.overlayText
        let first = min(reader.scroll, max(0, text.count - below.rows))
        for (offset, spans) in text.dropFirst(first).prefix(below.rows).enumerated() {
            let row = below.split(top: offset).rest.inset(columns: 1)
            let isFound = reader.finds(spans)
            canvas.put(
                isFound ? spans.map { Span($0.text, .overlaySelected) } : spans, in: row,
                theme: theme)
        }
    }

    private func hints(of reader: Reader, _ query: Sanitized) -> Sanitized {
        guard reader.query.isEmpty else {
            let keys = self.hints(
                (.hitNext, "next"), (.hitPrevious, "previous"), in: .reader, separator: ", ")
            return "\(query): \(keys)"
        }
        return self.hints(
            (.close, "closes"), (.pageDown, "goes on"), (.search, "finds"), in: .reader,
            separator: ", ")
    }

    /// The text of help or log, line by line.
    var overlayText: [[Span]] {
        let columns = max(1, self.overlayBox.body.columns - 2)
        guard case .reader(let reader) = self.overlays.last else { return [] }
        switch reader.subject {
        case .help(let topic):
            if let topic, let command = Commands.named(topic) {
                return Help.lines(of: command, columns: columns)
            }
            return Help.lines(of: self.keys, self.aliases, columns: columns)
        case .log:
            return self.log.flatMap { notice in
                (notice.severity.prefix + notice.text).wrapped(to: columns)
                    .map { [Span($0, .overlayText)] }
            }
        }
    }

    private func questionArea(_ question: Question) -> Rectangle? {
        guard let status = self.frame.status else { return nil }
        let above = Rectangle(column: 0, row: 0, columns: status.columns, rows: status.row)
        return above.split(bottom: self.lines(of: question, columns: status.columns).count).bottom
    }

    private func lines(of question: Question, columns: Int) -> [[Span]] {
        question.words.wrapped(to: columns - 2).map { [Span($0, .overlayTitle)] }
            + self.answerRows(of: question, columns: columns).map { $0.flatMap(\.spans) }
    }

    /// An answer as it is shown: its key, if it has one, and its words.
    private func answerRows(
        of question: Question, columns: Int
    ) -> [[(action: Action, spans: [Span])]] {
        var rows: [[(action: Action, spans: [Span])]] = [[]]
        var used = 0
        for answer in question.answers {
            let key = self.keys.key(of: answer.action, in: .question)?.label ?? ""
            let spans = [Span(key, .overlayKey), Span(" \(answer.words)   ", .overlayText)]
            let width = spans.reduce(0) { $0 + $1.text.width }
            if used > 0, used + width > columns - 2 {
                rows.append([])
                used = 0
            }
            used += width
            rows[rows.count - 1].append((answer.action, spans))
        }
        return rows
    }

    /// The answer under a place of the screen.
    func answer(at point: Point, of question: Question) -> Action? {
        guard let area = self.questionArea(question), area.contains(point) else { return nil }
        let rows = self.answerRows(of: question, columns: area.columns)
        let row = point.row - area.row - (area.rows - rows.count)
        guard rows.indices.contains(row) else { return nil }
        var column = area.column + 1
        for (action, spans) in rows[row] {
            column += spans.reduce(0) { $0 + $1.text.width }
            if point.column < column { return action }
        }
        return nil
    }

    private func draw(_ question: Question, on canvas: inout Canvas, theme: Theme) {
        guard let area = self.questionArea(question) else { return }
        canvas.fill(area, style: theme[.overlayText])
        for (offset, spans) in self.lines(of: question, columns: area.columns).enumerated() {
            guard offset < area.rows else { break }
            canvas.put(spans, in: area.split(top: offset).rest.inset(columns: 1), theme: theme)
        }
    }
}
