internal import Canvas
internal import Rooms
internal import Units

/// A message with what it answers above it and what has become of it below.
extension State {
    /// What stands above the text: who said it first, and what it answers.
    func heads(of details: MessageDetails, in chat: ChatID) -> [Sanitized] {
        var heads: [Sanitized] = []
        if let author = details.forwardedFrom {
            heads.append("forwarded from \(.init(remote: author))")
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

    func messageRows(of line: ChatLine, from: String, _ text: String, width: Int) -> [PaneRow] {
        let isOwn = from == self.account.text
        let isAction = text.hasPrefix("/me ")
        let style = isOwn ? StyleName.messageOwn : StyleName.person(from)
        var rows = Rows(
            name: Span(isAction ? "*" : Sanitized(remote: from), style), time: line.time,
            isChosen: self.chats[line.chat]?.chosen == line.revision)
        for head in self.heads(of: line.details, in: line.chat) {
            rows.add(head.text, .messageSystem, isCut: true)
        }
        if line.details.isDeleted {
            rows.add("deleted", .messageSystem)
        } else {
            rows.add(isAction ? "\(from) \(text.dropFirst(4))" : text, .messageText)
        }
        let tail = self.tail(of: line.details)
        if !tail.isEmpty { rows.add(tail.text, .messageSystem) }
        return self.rows(rows, width: width)
    }

    /// Rows of the lines below one, and of what is on its way.
    func rowCountBelow(_ index: Int, in chat: ChatState, width: Int) -> Int {
        let pending = chat.pending.reduce(0) {
            $0 + self.rows(of: $1, in: chat, width: width).count
        }
        return chat.lines[(index + 1)...].indices.reduce(pending) { count, below in
            count + self.rows(of: chat.lines[below], width: width).count
                + self.rowsAbove(below, in: chat, width: width).count
        }
    }
}

/// What one entry of a pane is made of, before it is broken into rows.
struct Rows {
    struct Part {
        var text: String
        var style: StyleName
        /// One row, whatever it says.
        var isCut: Bool
    }

    var name: Span
    var time: Timestamp?
    var isChosen = false
    private(set) var parts: [Part] = []

    init(name: Span, time: Timestamp?, isChosen: Bool = false) {
        self.name = name
        self.time = time
        self.isChosen = isChosen
    }

    mutating func add(_ text: String, _ style: StyleName, isCut: Bool = false) {
        self.parts.append(Part(text: text, style: style, isCut: isCut))
    }
}
