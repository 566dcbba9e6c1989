internal import Canvas
internal import Units

/// A picker: what was typed, and what fits, the best first.
extension State {
    /// A box in the upper middle; all of a narrow screen.
    var pickerBox: OverlayBox {
        var box = self.overlayBox
        box.area = box.area.split(top: max(3, min(box.area.rows, 20))).top
        return box
    }

    /// The rows of the items in it.
    func pickerRows(of picker: Picker) -> (area: Rectangle, first: Int) {
        let area = self.pickerBox.body.split(top: 1).rest
        return (area, max(0, picker.index - area.rows + 1))
    }

    func draw(_ picker: Picker, on canvas: inout Canvas, theme: Theme) {
        let box = self.pickerBox
        box.draw(on: &canvas, theme: theme)
        let items = self.items(of: picker)
        let count = picker.kind == .search ? "" : " \(items.count) "
        canvas.put(
            [
                Span(" \(self.title(of: picker)) ", .overlayTitle),
                Span("\(.init(remote: count))", .overlayDim),
            ],
            in: box.head, theme: theme)
        let line = box.body.split(top: 1).top.inset(columns: 1)
        let (text, cursor) = picker.query.visible(columns: max(1, line.columns - 2))
        canvas.put([Span("> ", .overlayKey), Span(text, .overlayText)], in: line, theme: theme)
        let place = Point(column: line.column + 2 + cursor, row: line.row)
        if line.contains(place) { canvas.cursor = place }
        let (rows, first) = self.pickerRows(of: picker)
        for (offset, item) in items.dropFirst(first).prefix(rows.rows).enumerated() {
            let row = rows.split(top: offset).rest.split(top: 1).top
            let isChosen = first + offset == picker.index
            if isChosen { canvas.fill(row, style: theme[.overlaySelected]) }
            let text = item.text.truncated(to: max(1, row.columns - 2))
            canvas.put(
                [
                    Span(text, isChosen ? .overlaySelected : .overlayText),
                    Span("  " + item.note, isChosen ? .overlaySelected : .overlayDim),
                ], in: row.inset(columns: 1), theme: theme)
        }
        if items.isEmpty, picker.kind != .search {
            canvas.put(
                [Span("nothing fits", .overlayDim)], in: rows.inset(columns: 1), theme: theme)
        }
    }

    private func title(of picker: Picker) -> Sanitized {
        guard picker.kind == .links else { return picker.title }
        let keys =
            self.opensLinks
            ? self.hints((.submit, "opens"), (.copy, "copies"), in: .picker, separator: ", ")
            : self.hints((.submit, "copies"), in: .picker)
        return keys.isEmpty ? picker.title : picker.title + "; " + keys
    }

    /// `2  2026-11-25 14:05 #team bob: hello`.
    func resultText(_ line: ChatLine, number: Int) -> Sanitized {
        let time = self.local(line.time)
        let when = Sanitized(remote: "\(time.day) \(time.hoursAndMinutes)")
        guard case .message(let from, let text) = line.body else {
            return self.words(of: line.body)
        }
        let words = Sanitized(remote: text.joinedLines)
        return "\(number)  \(when) \(self.name(of: line.chat)) \(self.shown(from)): \(words)"
    }
}
