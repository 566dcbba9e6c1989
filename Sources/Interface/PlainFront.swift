public import Canvas
public import Rooms
public import Units

/// The interface as lines of text, for screen readers, dumb terminals and logs.
///
/// The same state and the same commands as on the screen. A typed line cannot be watched while it
/// is written, so the first one after its audience has changed is held and asked about (L2.11).
public struct PlainFront: Equatable, Sendable {
    /// What there is to print and to do.
    public struct Outcome: Equatable, Sendable {
        public var lines: [Sanitized] = []
        public var effects: [Effect] = []

        public init(lines: [Sanitized] = [], effects: [Effect] = []) {
            self.lines = lines
            self.effects = effects
        }
    }

    private(set) var state: State
    /// Where a line would have gone before the audience changed; nil once that was asked about.
    private var changedFrom: Destination?
    /// What was printed of the network last; nil for nothing wrong.
    private var network: Sanitized?
    /// The list of chats has not come yet; a guest, who is nobody at first, has none.
    private var awaitsChats: Bool

    public init(account: AccountName, offsetFromUTC: Duration = .zero) {
        // Help is laid out in columns; nothing else looks at the size.
        self.state = State(
            account: account, offsetFromUTC: offsetFromUTC, columns: 100, rows: 40)
        // What is printed can't be scrolled: nothing older than one page is asked for by itself.
        self.state.margin = 0
        self.awaitsChats = account != .nobody
    }

    public var deadline: Instant? { self.state.deadline }

    /// What the server is called.
    public var server: Sanitized {
        get { self.state.server }
        set { self.state.server = newValue }
    }

    /// Whether a typed line would find what it speaks of: the chats are here, or there is no connection.
    public var takesLines: Bool {
        switch self.state.connection {
        case .connecting: false
        case .online: !self.awaitsChats
        case .offline, .failed: true
        }
    }

    public var preferences: Preferences {
        get { self.state.preferences }
        set { self.state.preferences = newValue }
    }

    /// Names for command lines, without the slash.
    public var aliases: [String: String] {
        get { self.state.aliases }
        set { self.state.aliases = newValue }
    }

    /// The themes that there are: none is seen here, but one may be kept for the screen.
    public var themes: [String] {
        get { self.state.themes }
        set { self.state.themes = newValue }
    }

    /// Takes one message in; keys and sizes mean nothing here.
    public mutating func update(_ message: Message, at now: Instant) -> Outcome {
        switch message {
        case .key, .paste, .resize, .focus, .suspendedAndBack: return Outcome()
        case .chats: self.awaitsChats = false
        default: break
        }
        let before = self.state
        var outcome = Outcome(effects: self.state.update(message, at: now).filter(\.isPlain))
        outcome.lines = self.lines(for: message, before: before)
        outcome.lines += self.news(since: before) + self.networkNews()
        outcome.lines += self.choice(since: before)
        if let left = before.destination, left.chat != self.state.destination?.chat {
            self.changedFrom = self.changedFrom ?? left
        }
        if self.changedFrom?.chat == self.state.selected { self.changedFrom = nil }
        self.keepLineEmpty()
        return outcome
    }

    /// What is being written is in the terminal, so a draft that the server keeps is only told of.
    private mutating func keepLineEmpty() {
        guard self.state.overlays.isEmpty else { return }
        self.state.draft.editor.clear()
        self.state.writing.text = ""
    }

    /// Takes a typed line in: a message, a command, or the answer to a question.
    public mutating func typed(_ line: String, at now: Instant) -> Outcome {
        let before = self.state
        let line = String(line.prefix(2 * LineEditor.lengthMaximum))
        var effects: [Effect] = []
        if line.trimmed.isEmpty, self.state.overlays.isEmpty {
            _ = self.state.cancelPurpose()
        } else if case .question(let question) = self.state.overlays.last {
            effects = self.answer(question, with: line, at: now)
        } else {
            effects = self.submit(line, at: now)
        }
        effects = effects.filter(\.isPlain)
        var lines = self.news(since: before) + self.choice(since: before)
        if self.state.overlays.isEmpty, !self.state.draft.editor.isEmpty {
            // What is to be changed or answered waits for the next line.
            if self.state.draft.purpose == before.draft.purpose {
                self.state.draft = ChatState.Draft()
                lines.append("nothing was sent")
            }
            self.keepLineEmpty()
        }
        return Outcome(lines: lines, effects: effects)
    }

    private mutating func submit(_ line: String, at now: Instant) -> [Effect] {
        _ = self.state.update(.tick, at: now)
        self.state.call?.isLineFocused = true
        self.state.draft.editor.replace(with: line)
        if let changedFrom = self.changedFrom, !line.hasPrefix("/") || line.hasPrefix("//") {
            self.state.draft.heldFor = changedFrom
            self.changedFrom = nil
        }
        return self.state.update(.key("enter"), at: now)
    }

    /// Anything but one of the answers leaves things as they are.
    private mutating func answer(
        _ question: Question, with line: String, at now: Instant,
    ) -> [Effect] {
        _ = self.state.update(.tick, at: now)
        let key = line.trimmed.lowercased().first.map { Key(character: $0) }
        let deed = key.flatMap { KeyTable.standard.deed(of: $0, in: .question) }
        let answer = question.answers.first { .action($0.action) == deed }
        return self.state.answer(answer?.action ?? question.lastAnswer)
    }

    private func lines(for message: Message, before: State) -> [Sanitized] {
        switch message {
        case .line(let line): return self.lines(for: line, before: before)
        case .history(_, let chat, _) where before.chats[chat]?.transcript.goal != nil: return []
        case .history(let lines, let chat, _) where chat == self.state.selected:
            return lines.sorted { $0.revision < $1.revision }
                .flatMap { self.lines(for: $0, before: before, isLive: false) }
        case .change(let change):
            return [PlainLines.line(of: change, before: before, in: self.state)].compactMap { $0 }
        case .opened(let chat, _, let draft) where !draft.isEmpty:
            return [PlainLines.line(ofDraft: draft, in: chat, self.state)]
        case .typing(let chat, let account):
            guard before.chats[chat]?.typists[account] == nil, chat == self.state.selected,
                self.state.chats[chat]?.typists[account] != nil
            else { return [] }
            return ["\(self.state.shown(account)) is writing in \(self.state.name(of: chat))"]
        case .floor(let news): return [self.state.sentence(of: news)].compactMap { $0 }
        case .connection(.connecting): return ["connecting to \(self.state.serverName)"]
        case .connection(.online) where before.connection == .connecting: return ["connected"]
        case .joined(let view): return [PlainLines.line(of: view)]
        case .conferenceStarted(let conference)
        where conference.startedBy == self.state.account.text:
            return ["conference \(.init(remote: conference.id.text)) started"]
        case .conferenceEnded(let id): return ["conference \(.init(remote: id.text)) ended"]
        default: return []
        }
    }

    /// What was typed here or printed before is not printed again.
    private func lines(
        for line: ChatLine, before: State, isLive: Bool = true,
    ) -> [Sanitized] {
        guard before.chats[line.chat]?.line(line.revision) == nil else { return [] }
        if isLive, line.post != nil { return [] }
        switch line.body {
        // Said by the message about the conference, with how to join.
        case .conferenceStarted where isLive, .conferenceEnded where isLive: return []
        default: return self.state.shows(line) ? PlainLines.lines(of: line, in: self.state) : []
        }
    }

    /// The message that one has gone to, which the next command is about.
    private func choice(since before: State) -> [Sanitized] {
        guard let chat = self.state.selected, let chosen = self.state.chats[chat]?.chosen,
            chosen != before.chats[chat]?.chosen, let line = self.state.chats[chat]?.line(chosen)
        else { return [] }
        return PlainLines.lines(of: line, in: self.state)
    }

    /// A sentence when the network begins to do something to the conference, and when it ends.
    private mutating func networkNews() -> [Sanitized] {
        let words = self.state.networkWords(wasSlow: self.network != nil)
        guard words != self.network else { return [] }
        self.network = words
        guard self.state.call != nil else { return [] }
        return ["network: \(words ?? "as it should be")"]
    }

    /// New notices, where lines go if that has changed, and what would have been an overlay.
    private mutating func news(since before: State) -> [Sanitized] {
        let count = self.state.noticeCount - before.noticeCount
        var lines = self.state.log.suffix(count).map(PlainLines.line(of:))
        if let destination = self.state.destination,
            destination.chat != before.destination?.chat
                || destination.isPrivate != before.destination?.isPrivate
        {
            lines.append("what you write is \(destination.label)")
        }
        switch self.state.overlays.last {
        case nil: break
        case .question(let question):
            if before.overlays != self.state.overlays {
                lines.append(PlainLines.line(of: question))
            }
        case .picker(let picker):
            lines += self.state.items(of: picker).map(\.text)
            self.state.overlays.removeLast()
        case .reader:
            let text = self.state.overlayText
            lines += text.map { Sanitized(remote: $0.map(\.text.text).joined()) }
            self.state.overlays.removeLast()
        }
        return lines
    }
}

extension State {
    /// Where a line goes now.
    var destination: Destination? { self.selected.map(self.destination(of:)) }
}

extension Effect {
    /// Whether it means something without a screen.
    fileprivate var isPlain: Bool {
        switch self {
        case .tiles, .redraw, .suspend, .theme, .mouse, .keep, .act(_, .draft), .typing: false
        default: true
        }
    }
}
