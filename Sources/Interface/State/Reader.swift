internal import Canvas

/// A text that lies over the screen: help, or what the program has said so far. It is scrolled and
/// looked through.
struct Reader: Equatable, Sendable {
    enum Subject: Equatable, Sendable {
        /// Of one command, or of all.
        case help(topic: String?)
        case log
    }

    var subject: Subject
    /// Rows above the first one that is seen; what is beyond the end is cut when it is drawn.
    var scroll = 0
    /// What is looked for; upper and lower case are the same.
    var query = LineEditor()
    /// Keys go to the query.
    var isFinding = false

    init(_ subject: Subject) { self.subject = subject }

    /// Whether a row has what is looked for.
    func finds(_ row: [Span]) -> Bool {
        let wanted = self.query.text.lowercased()
        guard !wanted.isEmpty else { return false }
        return row.map(\.text.text).joined().lowercased().contains(wanted)
    }
}

extension State {
    /// Nil if the key is for what lies below.
    mutating func handle(_ key: Key, in reader: Reader) -> [Effect]? {
        var reader = reader
        if reader.isFinding {
            self.find(with: key, in: &reader)
            self.replaceTop(.reader(reader))
            return []
        }
        guard case .action(let action)? = self.keys.deed(of: key, in: .reader) else { return [] }
        if let moved = self.scrolled(reader, by: action) {
            reader.scroll = moved
            self.replaceTop(.reader(reader))
            return []
        }
        switch action {
        case .interrupt:
            self.overlays.removeLast()
            return nil
        case _ where action.reachesThrough: return nil
        case .search:
            reader.isFinding = true
            reader.query.clear()
            self.replaceTop(.reader(reader))
        case .hitNext, .hitPrevious:
            self.goToMatch(in: &reader, forward: action == .hitNext)
            self.replaceTop(.reader(reader))
        case .close: self.overlays.removeLast()
        default: break
        }
        return []
    }

    /// Writes what is looked for; the first row that has it is gone to at once.
    private mutating func find(with key: Key, in reader: inout Reader) {
        if let character = key.typed {
            _ = reader.query.insert(String(character))
            return self.goToMatch(in: &reader, forward: true, from: reader.scroll)
        }
        guard case .action(let action)? = self.keys.deed(of: key, in: .line) else { return }
        switch action {
        case .submit: reader.isFinding = false
        case .close, .interrupt:
            reader.isFinding = false
            reader.query.clear()
        default: reader.query.perform(action)
        }
    }

    /// To the next row that has what is looked for, round at the ends.
    private func goToMatch(in reader: inout Reader, forward: Bool, from start: Int? = nil) {
        let text = self.overlayText
        let places = text.indices.filter { reader.finds(text[$0]) }
        let start = start ?? reader.scroll + (forward ? 1 : -1)
        let next =
            forward
            ? places.first { $0 >= start } ?? places.first
            : places.last { $0 <= start } ?? places.last
        if let next { reader.scroll = next }
    }

    func clampedScroll(_ scroll: Int) -> Int { min(max(0, scroll), self.scrollMaximum) }

    private var scrollMaximum: Int { max(0, self.overlayText.count - self.overlayPage) }
    private var overlayPage: Int { max(1, self.overlayBox.body.rows) }

    /// Where a scrolling key goes; nil for any other.
    private func scrolled(_ reader: Reader, by action: Action) -> Int? {
        let (page, end) = (self.overlayPage, self.scrollMaximum)
        let scroll = min(end, reader.scroll)
        return switch action {
        case .lineDown: min(end, scroll + 1)
        case .lineUp: max(0, scroll - 1)
        case .pageDown: min(end, scroll + page)
        case .pageUp: max(0, scroll - page)
        case .oldest: 0
        case .newest: end
        default: nil
        }
    }
}
