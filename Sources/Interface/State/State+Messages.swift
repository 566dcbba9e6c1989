internal import Canvas
internal import Rooms

extension Mentions {
    /// Whether somebody is to look.
    func concern(_ account: AccountName) -> Bool {
        self.everybody || self.names.contains(account)
    }
}

/// Messages that are meant: by `^`, by the keys, by being the last.
extension State {
    /// Messages looked through for the one that is meant.
    private static let reachMaximum = 999

    /// The message that an argument names, and what follows the argument.
    ///
    /// `^` is the last message, `^^` the one before, `^5` the fifth from the end. Without any, it is
    /// the one chosen with the keys, and else the last one.
    ///
    /// - Parameter isMeant: without an argument and a choice, the last one that is so.
    func message(
        _ arguments: String, where isMeant: (ChatLine) -> Bool = { _ in true },
    ) throws(CommandError) -> (line: ChatLine, rest: String) {
        let chat = try self.shownChat()
        guard arguments.hasPrefix("^") else {
            if let chosen = self.chats[chat]?.chosen {
                guard let line = self.chats[chat]?.line(chosen) else { throw .choiceGone }
                return (line, arguments)
            }
            // The last one of an old stretch is not what anybody means.
            guard self.chats[chat]?.transcript.reachesEnd == true else { throw .notAtEnd }
            let last = self.messages(in: chat).first(where: isMeant)
            guard let last else { throw .noMessage("^") }
            return (last, arguments)
        }
        guard self.chats[chat]?.transcript.reachesEnd == true else { throw .notAtEnd }
        let word = arguments.prefix { !$0.isWhitespace }
        let rest = arguments.dropFirst(word.count).drop { $0.isWhitespace }
        guard let count = Self.count(word), count <= Self.reachMaximum else {
            throw .noMessage(String(word))
        }
        let found = self.messages(in: chat)
        guard found.count >= count else { throw .noMessage(String(word)) }
        return (found[count - 1], String(rest))
    }

    /// The messages that a command is about: all that are marked, unless an argument names one.
    func messages(
        _ arguments: String, where isMeant: (ChatLine) -> Bool = { _ in true },
    ) throws(CommandError) -> (lines: [ChatLine], rest: String) {
        if !arguments.hasPrefix("^"), let selected = self.selected, let chat = self.chats[selected],
            !chat.marked.isEmpty
        {
            let lines = chat.markedLines
            // Nothing else than what was seen to be marked is meant.
            guard lines.count == chat.marked.count else { throw .markGone }
            return (lines, arguments)
        }
        let (line, rest) = try self.message(arguments, where: isMeant)
        return ([line], rest)
    }

    /// Marks a message, by key or by mouse: without any, the one that is chosen or the last one.
    mutating func mark(_ message: UInt64? = nil) {
        do throws(CommandError) {
            let chat = try self.shownChat()
            let chosen = message == nil ? try self.message("").line.revision : message
            guard let chosen, self.chats[chat]?.line(chosen)?.details.isDeleted == false,
                self.chats[chat]?.toggleMark(chosen) == false
            else { return }
            self.say(.info, "no more than \(ChatState.markedCountMaximum) can be marked")
        } catch { self.say(.error, error.sentence) }
    }

    /// After something was done to them.
    mutating func unmark(_ lines: [ChatLine]) {
        for line in lines { self.chats[line.chat]?.unmark(line.revision) }
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
        return (self.chats[chat]?.transcript.lines ?? []).reversed().filter {
            guard case .message = $0.body else { return false }
            return $0.revision <= newest && !$0.details.isDeleted
        }
    }

    func isOwn(_ line: ChatLine) -> Bool { self.author(of: line) == self.account.text }

    /// `bob: the first words`.
    func quote(_ line: ChatLine) -> Sanitized {
        guard case .message(let from, let text) = line.body else {
            return self.words(of: line.body)
        }
        let words = text.split(whereSeparator: \.isNewline).first ?? ""
        let start = Sanitized(remote: String(words.prefix(60))).truncated(to: 40)
        return "\(self.shown(from)): \(start)"
    }

    /// `bob: the first words`, or how many they are.
    func quote(_ lines: [ChatLine]) -> Sanitized {
        lines.count == 1 ? self.quote(lines[0]) : "\(lines.count) messages"
    }

    /// The marked messages for somewhere else, or the chosen one, else the last one.
    mutating func copyMessages() -> [Effect] {
        do throws(CommandError) { return self.copy(try self.messages("").lines) } catch {
            self.say(.info, "there is no message to copy")
            return []
        }
    }

    /// One as it was written, several with who wrote them.
    mutating func copy(_ lines: [ChatLine]) -> [Effect] {
        let texts = lines.compactMap { line -> String? in
            guard case .message(let from, let text) = line.body else { return nil }
            let words = line.details.poll?.poll.text ?? text
            return lines.count == 1 ? words : "\(self.shown(from).text): \(words)"
        }
        guard !texts.isEmpty else { return [] }
        self.say(.info, "copied \(self.quote(lines))")
        self.unmark(lines)
        let rows = texts.flatMap {
            $0.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        }
        return [.copy(rows.map { Sanitized(remote: String($0)) })]
    }

    mutating func copy(link: String) -> [Effect] {
        self.overlays.removeAll { if case .picker = $0 { true } else { false } }
        self.say(.info, "copied \(.init(remote: link))")
        return [.copy([Sanitized(remote: link)])]
    }

    /// Opens a link where the person has set a program for that; else copies it.
    mutating func follow(_ link: String) -> [Effect] {
        self.opensLinks ? self.open(link: link) : self.copy(link: link)
    }

    /// In the program that the person has set for that.
    private mutating func open(link: String) -> [Effect] {
        guard let link = Link(link) else { return [] }
        self.say(.info, "opening \(.init(remote: link.target))")
        return [.browse(link)]
    }

    /// Addresses that were said in the chat shown, the newest first.
    var linksOfChat: [String] {
        guard let selected = self.selected else { return [] }
        var links: [String] = []
        for line in self.messages(in: selected) {
            guard case .message(_, let text) = line.body else { continue }
            for address in Marks.addresses(in: text).reversed() where !links.contains(address) {
                links.append(address)
            }
        }
        return links
    }

    // MARK: Answering and changing

    mutating func beginReply(to line: ChatLine) {
        self.draft.purpose = .reply(line.revision)
        self.call?.isLineFocused = true
        self.say(.info, "what you write now answers \(self.quote(line))")
    }

    mutating func beginEdit(of line: ChatLine) {
        guard case .message(_, let text) = line.body, line.details.poll == nil else {
            return self.say(.error, "a poll stays as it was asked; delete it and ask again")
        }
        self.draft.editor.replace(with: text)
        self.draft.purpose = .edit(line.revision)
        self.call?.isLineFocused = true
        self.say(.info, "what you write now changes \(self.quote(line))")
    }

    /// Whether there was something to give up.
    mutating func cancelPurpose() -> Bool {
        switch self.draft.purpose {
        case .message: return false
        // What was written stays; undo brings back what was to be changed.
        case .reply: break
        case .edit: self.draft.editor.clear()
        }
        self.draft.purpose = .message
        self.say(.info, "left as it is")
        return true
    }

    /// Begins to change one's last message, or the one before that which is being changed; false if
    /// there is none, or if the line holds something else.
    mutating func editOwn(older: Bool) -> Bool {
        guard let chat = self.selected, self.chats[chat]?.recalled == nil else { return false }
        let own = self.messages(in: chat).filter { self.isOwn($0) && $0.details.poll == nil }
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

    // MARK: Finding

    mutating func show(_ lines: [ChatLine], found words: String) {
        self.hits = Set(lines.map(\.revision))
        guard !lines.isEmpty else {
            return self.say(.info, "nothing was found for '\(.init(remote: words))'")
        }
        self.list(lines, title: "Found for '\(.init(remote: words))'")
    }

    /// To the next message of those that were found in the chat shown.
    mutating func goToHit(older: Bool) -> [Effect] {
        let here = self.results.filter {
            $0.chat == self.selected && self.hits.contains($0.revision)
        }
        .sorted { $0.revision < $1.revision }
        let chosen = self.selected.flatMap { self.chats[$0]?.chosen }
        let next =
            older
            ? here.last { line in chosen.map { line.revision < $0 } ?? true }
            : here.first { line in chosen.map { line.revision > $0 } ?? true }
        guard let next else {
            self.say(.info, here.isEmpty ? "nothing was looked for here: /search" : "no more")
            return []
        }
        return self.goOrSay(to: next)
    }

    /// To the chat where somebody has named one; if there is none, to the message before in the chat
    /// shown that does.
    mutating func goToMention() -> [Effect] {
        if let other = self.hotChats.first, self.chats[other]?.mentionCount ?? 0 > 0 {
            self.choose(other)
        }
        guard let selected = self.selected else { return [] }
        let chosen = self.chats[selected]?.chosen
        let line = self.messages(in: selected).first { line in
            chosen.map { line.revision < $0 } ?? true && self.isMentioned(in: line)
        }
        guard let line else {
            self.say(.info, "no message here names you")
            return []
        }
        return self.goOrSay(to: line)
    }

    private func isMentioned(in line: ChatLine) -> Bool {
        guard case .message(let from, let text) = line.body, from != self.account.text else {
            return false
        }
        return Mentions(in: text).concern(self.account)
    }

    mutating func goOrSay(to line: ChatLine) -> [Effect] {
        do throws(CommandError) { return try self.go(to: line) } catch {
            self.say(.error, error.sentence)
            return []
        }
    }

    mutating func list(_ lines: [ChatLine], title: Sanitized) {
        self.results = lines
        self.open(.results(title: title))
    }
}
