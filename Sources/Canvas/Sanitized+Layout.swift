/// Fitting text into columns.
extension Sanitized {
    /// Text that is already clean and was only cut at graphemes.
    private init(cut pieces: some Sequence<Grapheme.Piece>) {
        self.init(remote: pieces.map(\.text).joined())
    }

    /// As much of the beginning as fits, with `…` at the end if something is missing.
    public func truncated(to columns: Int) -> Sanitized {
        guard self.width > columns else { return self }
        guard columns > 0 else { return "" }
        var used = 1
        let kept = Grapheme.pieces(of: self.text).prefix {
            used += $0.width
            return used <= columns
        }
        return Sanitized(cut: kept) + "…"
    }

    /// Truncated, and filled with spaces to exactly so many columns.
    public func padded(to columns: Int, alignRight: Bool = false) -> Sanitized {
        let text = self.truncated(to: columns)
        let gap = Sanitized(remote: String(repeating: " ", count: max(0, columns - text.width)))
        return alignRight ? gap + text : text + gap
    }

    /// Lines of at most so many columns, broken at spaces where there are any, else anywhere.
    ///
    /// At least one line; with fewer than two columns each takes what fits, wide graphemes are
    /// lost.
    public func wrapped(to columns: Int) -> [Sanitized] {
        var lines: [Sanitized] = []
        var line: [Grapheme.Piece] = []
        var used = 0
        var breakAfter: Int?
        for piece in Grapheme.pieces(of: self.text) where piece.width <= max(1, columns) {
            while used + piece.width > max(1, columns) {
                let end = breakAfter ?? line.count
                lines.append(Sanitized(cut: line[..<end]))
                line.removeFirst(end)
                used = line.reduce(0) { $0 + $1.width }
                breakAfter = nil
            }
            if piece.text == " ", line.isEmpty, !lines.isEmpty { continue }
            line.append(piece)
            used += piece.width
            if piece.text == " " { breakAfter = line.count }
        }
        return lines + [Sanitized(cut: line)]
    }
}
