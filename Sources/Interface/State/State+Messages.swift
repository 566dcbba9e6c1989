internal import Canvas
internal import Rooms

/// Messages that are meant: by `^`, by the keys, by being the last.
extension State {
    /// Messages looked through for the one that is meant.
    private static let reachMaximum = 999

    /// The message that an argument names, and what follows the argument.
    ///
    /// `^` is the last message, `^^` the one before, `^5` the fifth from the end. Without any, it is
    /// the one chosen with the keys, and else the last one.
    ///
    /// - Parameter isOwn: without an argument and a choice, the last of one's own.
    func message(
        _ arguments: String, isOwn: Bool = false,
    ) throws(CommandError) -> (line: ChatLine, rest: String) {
        let chat = try self.shownChat()
        guard arguments.hasPrefix("^") else {
            if let chosen = self.chats[chat]?.chosen, let line = self.chats[chat]?.line(chosen) {
                return (line, arguments)
            }
            let last = self.messages(in: chat).first {
                !isOwn || self.author(of: $0) == self.account.text
            }
            guard let last else { throw .noMessage("^") }
            return (last, arguments)
        }
        let word = arguments.prefix { !$0.isWhitespace }
        let rest = arguments.dropFirst(word.count).drop { $0.isWhitespace }
        guard let count = Self.count(word), count <= Self.reachMaximum else {
            throw .noMessage(String(word))
        }
        let found = self.messages(in: chat)
        guard found.count >= count else { throw .noMessage(String(word)) }
        return (found[count - 1], String(rest))
    }

    /// `^^` and `^2` are 2; nil for what is neither.
    private static func count(_ word: Substring) -> Int? {
        let digits = word.drop { $0 == "^" }
        let marks = word.count - digits.count
        if digits.isEmpty { return marks }
        guard marks == 1, digits.count <= 3, let count = Int(digits), count > 0 else { return nil }
        return count
    }

    /// The newest first, without deleted ones, and without those that came while the line was
    /// written: somebody who counts has not seen them.
    func messages(in chat: ChatID) -> [ChatLine] {
        let newest = self.chats[chat]?.draft.begunAfter ?? .max
        return (self.chats[chat]?.lines ?? []).reversed().filter {
            guard case .message = $0.body else { return false }
            return $0.revision <= newest && !$0.details.isDeleted
        }
    }

    /// `bob: the first words`.
    func quote(_ line: ChatLine) -> Sanitized {
        guard case .message(let from, let text) = line.body else { return line.body.words }
        let words = text.split(whereSeparator: \.isNewline).first ?? ""
        let start = Sanitized(remote: String(words.prefix(60))).truncated(to: 40)
        return "\(.init(remote: from)): \(start)"
    }

    // MARK: Answering and changing

    mutating func beginReply(to line: ChatLine) {
        self.draft.purpose = .reply(line.revision)
        self.call?.isLineFocused = true
        self.say(.info, "what you write now answers \(self.quote(line))")
    }

    mutating func beginEdit(of line: ChatLine) {
        guard case .message(_, let text) = line.body else { return }
        self.draft.editor.replace(with: text)
        self.draft.purpose = .edit(line.revision)
        self.call?.isLineFocused = true
        self.say(.info, "what you write now changes \(self.quote(line))")
    }

    /// Whether there was something to give up.
    mutating func cancelPurpose() -> Bool {
        guard self.draft.purpose != .message else { return false }
        self.draft = ChatState.Draft()
        self.say(.info, "left as it is")
        return true
    }

    /// Begins to change one's last message, or the one before that which is being changed; false if
    /// there is none, or if the line holds something else.
    mutating func editOwn(older: Bool) -> Bool {
        guard let chat = self.selected, self.chats[chat]?.recalled == nil else { return false }
        let own = self.messages(in: chat).filter { self.author(of: $0) == self.account.text }
        var next: ChatLine?
        switch self.draft.purpose {
        case .message:
            guard older, self.draft.editor.isEmpty else { return false }
            next = own.first
            if next == nil { return false }
        case .edit(let revision):
            guard let index = own.firstIndex(where: { $0.revision == revision }),
                own[index].body
                    == .message(
                        from: self.account.text, text: self.draft.editor.text)
            else { return false }
            let target = older ? index + 1 : index - 1
            if target >= own.count { return true }
            next = target < 0 ? nil : own[target]
        case .reply: return false
        }
        if let next { self.beginEdit(of: next) } else { _ = self.cancelPurpose() }
        return true
    }

    // MARK: Choosing and going

    /// Moves the choice; beyond the newest message there is none.
    mutating func choose(older: Bool) -> [Effect] {
        guard let chat = self.selected else { return [] }
        let all = self.messages(in: chat)
        let now = self.chats[chat]?.chosen.flatMap { chosen in
            all.firstIndex { $0.revision == chosen }
        }
        let next = (now ?? -1) + (older ? 1 : -1)
        guard next >= 0 else {
            self.chats[chat]?.chosen = nil
            self.chats[chat]?.scroll = 0
            return []
        }
        guard next < all.count else { return self.askForOlder(in: chat) }
        self.show(all[next])
        return []
    }

    /// Goes to a message of any chat, through as much of the past as it takes.
    mutating func go(to line: ChatLine) throws(CommandError) -> [Effect] {
        guard self.chats[line.chat] != nil else { throw .noSuchChat(line.chat.text) }
        var effects = self.choose(line.chat)
        self.chats[line.chat]?.goal = line.revision
        // A page that was asked for comes back here by itself.
        guard self.chats[line.chat]?.history != .asked else { return effects }
        effects += self.followGoal(in: line.chat)
        return effects
    }

    /// Shows the message that one goes to, or asks for the next page on the way to it.
    mutating func followGoal(in chat: ChatID) -> [Effect] {
        guard let goal = self.chats[chat]?.goal else { return [] }
        if let line = self.chats[chat]?.line(goal) {
            self.chats[chat]?.goal = nil
            if chat == self.selected { self.show(line) }
            return []
        }
        let count = self.chats[chat]?.lines.count ?? 0
        let oldest = self.chats[chat]?.lines.first?.revision ?? .max
        guard oldest > goal, count < ChatState.lineCountMaximum,
            self.chats[chat]?.history != .complete
        else {
            self.chats[chat]?.goal = nil
            self.say(.warning, "that message is too far back to be shown here")
            return []
        }
        return self.askForOlder(in: chat)
    }

    mutating func askForOlder(in chat: ChatID) -> [Effect] {
        let history = self.chats[chat]?.history
        guard history == .more || history == .unknown else { return [] }
        self.chats[chat]?.history = .asked
        return [.history(chat: chat, before: self.chats[chat]?.lines.first?.revision ?? 0)]
    }

    /// Chooses a message and brings it into the middle of the pane.
    private mutating func show(_ line: ChatLine) {
        self.chats[line.chat]?.chosen = line.revision
        guard let pane = self.frame.pane, let chat = self.chats[line.chat],
            let index = chat.index(of: line.revision)
        else { return }
        let width = pane.columns
        let own = self.rows(of: line, width: width).count
        let below = self.rowCountBelow(index, in: chat, width: width)
        let first = below + own
        // As it is, if all of it is shown already.
        if below >= chat.scroll, first <= chat.scroll + pane.rows { return }
        self.chats[line.chat]?.scroll = max(0, below - max(0, pane.rows - own) / 2)
    }

    // MARK: Finding

    mutating func show(_ lines: [ChatLine], found words: String) {
        guard !lines.isEmpty else {
            return self.say(.info, "nothing was found for '\(.init(remote: words))'")
        }
        self.list(lines, title: "Found for '\(.init(remote: words))'")
    }

    mutating func list(_ lines: [ChatLine], title: Sanitized) {
        self.results = lines
        self.overlays.removeAll { if case .results = $0 { true } else { false } }
        self.overlays.append(.results(title: title, scroll: 0))
    }
}
