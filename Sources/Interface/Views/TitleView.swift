internal import Canvas
internal import Rooms

/// The first row: the chat, what runs in it, or what the program has to say.
extension State {
    func drawTitle(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        canvas.fill(area, style: theme[.statusText])
        let right = self.cornerSpans
        let (left, corner) = self.splitTitle(area)
        if let notice = self.notice { canvas.fill(left, style: theme[notice.severity.style]) }
        canvas.put(self.titleSpans(columns: left.columns), in: left, theme: theme)
        canvas.put(right.flatMap { [Span(" ", .statusText), $0] }, in: corner, theme: theme)
    }

    /// What stands at the title's right, each behind a blank.
    private var cornerSpans: [Span] {
        // A narrow screen has no room for these in the status line.
        let devices = self.frame.list == nil ? self.deviceSpans : []
        return devices + self.activityMarks.map { Span($0.words, .statusLag) }
    }

    private func splitTitle(_ area: Rectangle) -> (left: Rectangle, corner: Rectangle) {
        let width = self.cornerSpans.reduce(0) { $0 + $1.text.width + 1 }
        let (left, corner) = area.split(right: min(width, area.columns / 2))
        return (left, corner)
    }

    /// A click into the title: shows a chat that has something unread; what the program says, among
    /// all that it has said.
    mutating func clickTitle(at point: Point, in area: Rectangle) {
        let (left, corner) = self.splitTitle(area)
        if left.contains(point) {
            if self.notice != nil { self.overlays.append(.reader(Reader(.log))) }
            return
        }
        let marks = self.activityMarks
        var column = corner.column
        for (index, span) in self.cornerSpans.enumerated() {
            let range = column + 1..<column + 1 + span.text.width
            column = range.upperBound
            let place = index - (self.cornerSpans.count - marks.count)
            guard range.contains(point.column), marks.indices.contains(place) else { continue }
            if let chat = marks[place].chat { self.choose(chat) }
            return
        }
    }

    private func titleSpans(columns: Int) -> [Span] {
        if let notice = self.notice {
            let text = notice.severity.prefix + notice.text
            return [Span(text.truncated(to: columns), notice.severity.style)]
        }
        guard let selected = self.selected else {
            return [Span(Sanitized("Conclave").truncated(to: columns), .statusText)]
        }
        var text = self.name(of: selected)
        if let count = self.chats[selected]?.summary.memberCount, count > 0 {
            text = "\(text) · \(count) \(count == 1 ? "person" : "people")"
        }
        if self.chats[selected]?.isMuted == true { text = "\(text) · muted" }
        if self.chats[selected]?.place == .archive { text = "\(text) · archived" }
        if let marked = self.chats[selected]?.marked.count, marked > 0 {
            text = "\(text) · \(marked) marked"
        }
        if let words = self.typingWords(in: selected) { text = "\(text) · \(words)" }
        if let running = self.conference(in: selected), self.call?.view.id != running.id {
            text = "\(text) · conference \(Sanitized(remote: running.id.text)) is running: /join"
        } else if let call = self.call {
            let count = call.view.participants.count
            text = "\(text) · in conference \(Sanitized(remote: call.view.id.text)) (\(count))"
            if let words = self.floorWords { text = "\(text) · \(words)" }
        }
        return [Span(text.truncated(to: columns), .statusText)]
    }

    /// `bob is writing`, `bob and carol are writing`; nil if nobody is.
    func typingWords(in chat: ChatID) -> Sanitized? {
        let names = self.chats[chat]?.typists.keys.sorted() ?? []
        guard let first = names.first else { return nil }
        if names.count == 1 { return "\(self.shown(first)) is writing" }
        if names.count > 2 { return "\(names.count) people are writing" }
        return "\(self.shown(first)) and \(self.shown(names[1])) are writing"
    }

    /// Chats of the title's list of what is unread.
    private static let activityCountMaximum = 6

    /// `2:@3 5:*`: the number of a chat and what is unread there, in the order that a key goes
    /// through them.
    private var activityMarks: [(chat: ChatID?, words: Sanitized)] {
        let hot = self.hotChats
        var marks = hot.prefix(Self.activityCountMaximum).compactMap {
            id -> (chat: ChatID?, words: Sanitized)? in
            guard let chat = self.chats[id], let index = self.order.firstIndex(of: id) else {
                return nil
            }
            var words = chat.mentionCount > 0 ? [chat.mentionWords.text] : []
            if chat.unreadCount > chat.mentionCount { words.append(chat.unreadWords.text) }
            let count = words.isEmpty ? "*" : words.joined(separator: "/")
            return (id, Sanitized(remote: "\(index + 1):\(count)"))
        }
        if hot.count > marks.count {
            marks.append((nil, Sanitized(remote: "+\(hot.count - marks.count)")))
        }
        return marks
    }
}

extension Severity {
    var prefix: Sanitized {
        switch self {
        case .info: ""
        case .warning: "note: "
        case .error: "error: "
        }
    }

    var style: StyleName {
        switch self {
        case .info: .noticeInfo
        case .warning: .noticeWarning
        case .error: .noticeError
        }
    }
}
