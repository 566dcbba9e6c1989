internal import Canvas
internal import Units

/// Help, the log, and questions.
extension State {
    /// What an overlay hides now.
    var coveredArea: Rectangle? {
        switch self.overlays.last {
        case nil: self.completionArea
        case .question(let question): self.questionArea(question)
        case .reader: self.overlayArea
        case .picker: self.pickerArea
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
        let area = self.overlayArea
        canvas.fill(area, style: theme[.overlayText])
        let (head, below) = area.split(top: 1)
        let title: Sanitized = reader.subject == .log ? "Log" : "Help"
        let query = Sanitized(remote: reader.query.text)
        let keys: Sanitized =
            reader.isFinding
            ? "  find: \(query)"
            : reader.query.isEmpty
                ? "  (Esc closes, PgDn goes on, / finds)" : "  (\(query): n next, N previous)"
        let name = title.truncated(to: max(4, head.columns - keys.width - 1))
        canvas.put([Span(" \(name)\(keys)", .overlayTitle)], in: head, theme: theme)
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

    /// The text of help or log, line by line.
    var overlayText: [[Span]] {
        let columns = max(1, self.overlayArea.columns - 2)
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
        let words = question.words.wrapped(to: columns - 2).map { [Span($0, .overlayTitle)] }
        var answers: [[Span]] = [[]]
        var used = 0
        for answer in question.answers {
            let width = answer.words.width + 5
            if used > 0, used + width > columns - 2 {
                answers.append([])
                used = 0
            }
            used += width
            answers[answers.count - 1] += [
                Span(Sanitized(remote: String(answer.key)), .overlayKey),
                Span(" \(answer.words)   ", .overlayText),
            ]
        }
        return words + answers
    }

    /// The answer under a place of the screen.
    func answer(at point: Point, of question: Question) -> Character? {
        guard let area = self.questionArea(question), area.contains(point) else { return nil }
        let lines = self.lines(of: question, columns: area.columns)
        guard lines.indices.contains(point.row - area.row) else { return nil }
        var column = area.column + 1
        var key: Character?
        for span in lines[point.row - area.row] {
            if span.style == .overlayKey { key = span.text.text.first }
            column += span.text.width
            if point.column < column { return key }
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
