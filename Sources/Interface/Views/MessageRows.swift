internal import Canvas
internal import Rooms
internal import Units

/// A message with what it answers above it and what has become of it below.
extension State {
    /// What stands above the text: who said it first, and what it answers.
    func heads(of details: MessageDetails, in chat: ChatID) -> [Sanitized] {
        var heads: [Sanitized] = []
        if let author = details.forwardedFrom {
            heads.append("forwarded from \(self.shown(author))")
        }
        if let replyTo = details.replyTo { heads.append("> \(self.quote(replyTo, in: chat))") }
        return heads
    }

    /// `bob: the first words`, or what can be said without knowing them.
    func quote(_ message: UInt64, in chat: ChatID) -> Sanitized {
        guard let line = self.chats[chat]?.line(message) else { return "an earlier message" }
        return line.details.isDeleted ? "a deleted message" : self.quote(line)
    }

    /// What stands below the text: `edited 14:09 · pinned · 👍 2`; empty if there is nothing.
    func tail(of details: MessageDetails) -> Sanitized {
        var parts: [String] = []
        if let edited = details.edited {
            parts.append("edited \(self.local(edited).hoursAndMinutes)")
        }
        if details.isPinned { parts.append("pinned") }
        let reactions = details.reactions.map { reaction in
            reaction.count == 1 ? reaction.emoji : "\(reaction.emoji) \(reaction.count)"
        }
        if !reactions.isEmpty { parts.append(reactions.joined(separator: "  ")) }
        return Sanitized(remote: parts.joined(separator: " · "))
    }

    func messageRows(
        of line: ChatLine, from: String, _ text: String, _ columns: PaneColumns,
    ) -> [PaneRow] {
        let isOwn = from == self.account.text
        let isAction = text.hasPrefix("/me ")
        let style = isOwn ? StyleName.messageOwn : StyleName.person(from)
        var rows = Rows(
            name: Span(isAction ? "*" : self.shown(from), style), time: line.time,
            isChosen: self.chats[line.chat]?.chosen == line.revision,
            isMarked: self.chats[line.chat]?.marked.contains(line.revision) == true,
            message: line.revision)
        for head in self.heads(of: line.details, in: line.chat) {
            rows.add(head.text, .messageQuote, isCut: true)
        }
        if line.details.isDeleted {
            rows.add("deleted", .messageSystem)
        } else {
            let words = isAction ? "\(self.shown(from).text) \(text.dropFirst(4))" : text
            if !words.isEmpty || line.details.file == nil {
                rows.add(words, .messageText, marked: line.revision)
            }
            if let file = line.details.file { rows.add(file.words.text, .messageReaction) }
            if let tally = line.details.poll {
                PollRows(
                    tally: tally, room: columns.text,
                    showsNames: rows.isChosen, shown: self.shown
                ).add(to: &rows)
            }
        }
        let tail = self.tail(of: line.details)
        if !tail.isEmpty { rows.add(tail.text, .messageReaction) }
        return self.rows(rows, columns)
    }
}

extension MessageDetails.File {
    /// `file notes.pdf, 1.2 MB: /save`.
    var words: Sanitized {
        "file \(.init(remote: self.name)), \(.init(remote: Self.words(self.size))): /save"
    }

    static func words(_ bytes: UInt64) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        var (value, unit) = (Double(bytes) / 1000, 0)
        while value >= 999.5, unit < 3 { (value, unit) = (value / 1000, unit + 1) }
        let tenths = Int((value * 10).rounded())
        let digits = value < 9.95 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))"
        return "\(digits) \(["kB", "MB", "GB", "TB"][unit])"
    }
}

/// What one entry of a pane is made of, before it is broken into rows.
struct Rows {
    struct Part {
        var text: String
        var style: StyleName
        /// One row, whatever it says.
        var isCut: Bool
        /// The message whose addresses and mentions are marked; nil if none are.
        var marked: UInt64?

        /// Its rows, each as spans.
        func rows(columns: Int, for reader: AccountName, hasMarkup: Bool) -> [[Span]] {
            let lines = self.text
                .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .map { Sanitized(remote: String($0)) }
            guard let marked = self.marked else {
                let rows = lines.flatMap { $0.wrapped(to: columns) }
                if self.isCut, let first = rows.first, rows.count > 1 {
                    return [[Span((first + "…").truncated(to: columns), self.style)]]
                }
                return rows.map { [Span($0, self.style)] }
            }
            var marks = Marks(of: self.text, for: reader, style: self.style, number: marked)
            var markup = Markup()
            return lines.flatMap { line in
                let rows = line.wrapped(to: columns).map { marks.spans(of: $0) }
                guard hasMarkup, let looks = markup.looks(of: line.text) else { return rows }
                var cursor = MarkupCursor(line.text, looks, over: self.style)
                return rows.map { cursor.spans(of: $0) }
            }
        }
    }

    var name: Span
    var time: Timestamp?
    var isChosen = false
    var isMarked = false
    /// The message it is.
    var message: UInt64?
    private(set) var parts: [Part] = []

    init(
        name: Span, time: Timestamp?, isChosen: Bool = false, isMarked: Bool = false,
        message: UInt64? = nil,
    ) {
        self.name = name
        self.time = time
        self.isChosen = isChosen
        self.isMarked = isMarked
        self.message = message
    }

    mutating func add(
        _ text: String, _ style: StyleName, isCut: Bool = false, marked: UInt64? = nil,
    ) {
        self.parts.append(Part(text: text, style: style, isCut: isCut, marked: marked))
    }
}
