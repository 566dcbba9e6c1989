internal import Canvas

/// What Tab goes through, above the line.
extension State {
    private static let completionRowsMaximum = 8

    /// Rows that it hides; nil while there is nothing to choose between.
    var completionArea: Rectangle? {
        guard let completion = self.completion, completion.candidates.count > 1,
            let status = self.frame.status
        else { return nil }
        let above = Rectangle(column: 0, row: 0, columns: self.columns, rows: status.row)
        let rows = min(Self.completionRowsMaximum, completion.candidates.count, above.rows / 2)
        return above.split(bottom: rows).bottom
    }

    func drawCompletion(on canvas: inout Canvas, theme: Theme) {
        guard let area = self.completionArea, let completion = self.completion else { return }
        canvas.fill(area, style: theme[.overlayText])
        let first = min(
            max(0, completion.index - area.rows / 2), completion.candidates.count - area.rows)
        let shown = completion.candidates[first...].prefix(area.rows)
        let width = shown.map { Sanitized(remote: $0.word).width }.max() ?? 0
        for (offset, candidate) in shown.enumerated() {
            let row = area.split(top: offset).rest.split(top: 1).top
            let isChosen = first + offset == completion.index
            if isChosen { canvas.fill(row, style: theme[.overlaySelected]) }
            let word = Sanitized(remote: candidate.word).padded(to: min(width, row.columns / 2))
            canvas.put(
                [
                    Span(" " + word + " ", isChosen ? .overlaySelected : .overlayKey),
                    Span(candidate.note, isChosen ? .overlaySelected : .overlayDim),
                ], in: row, theme: theme)
        }
    }
}
