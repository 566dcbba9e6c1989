internal import Canvas
internal import Rooms
internal import Units

/// What is being written, as the server and the others hear of it.
struct Writing: Equatable, Sendable {
    /// A pause of so long and the draft is kept on the server: shorter costs requests, longer loses
    /// more.
    static let pause = Duration.seconds(2)
    /// The others are told again after so long,
    static let typingInterval = Duration.seconds(4)
    /// and forget it after so long.
    static let typingHold = Duration.seconds(8)
    /// Who writes in one chat, at most; more are not told apart.
    static let typistCountMaximum = 20
    /// How long the newest line is on the screen before it counts as read; several are read at once.
    static let readDelay = Duration.seconds(1)

    var chat: ChatID?
    var text = ""
    var saveAt: Instant?
    var toldAt: Instant?
}

extension State {
    /// Keeps drafts: after a pause, and when one leaves the chat. Tells the others that one writes.
    mutating func writingEffects() -> [Effect] {
        var effects: [Effect] = []
        if self.writing.chat != self.selected {
            if let left = self.writing.chat { effects += self.saveDraft(of: left) }
            self.writing = Writing(chat: self.selected, text: self.draftText ?? "")
        }
        guard let selected = self.selected, let text = self.draftText else { return effects }
        if text != self.writing.text {
            self.writing.text = text
            self.writing.saveAt = self.now + Writing.pause
            if !text.isEmpty { effects += self.tellTyping(in: selected) }
        }
        if let saveAt = self.writing.saveAt, saveAt <= self.now {
            self.writing.saveAt = nil
            effects += self.saveDraft(of: selected)
        }
        return effects
    }

    /// Saves what is being written before the program ends.
    mutating func lastEffects() -> [Effect] { self.selected.map { self.saveDraft(of: $0) } ?? [] }

    /// What would be a draft of the chat shown.
    private var draftText: String? { self.selected.flatMap { self.chats[$0]?.draft.text } }

    private mutating func saveDraft(of chat: ChatID) -> [Effect] {
        guard let text = self.chats[chat]?.draft.text, text != self.chats[chat]?.syncedDraft,
            let draft = DraftText(text)
        else { return [] }
        self.chats[chat]?.syncedDraft = text
        return [.act(chat: chat, .draft(draft))]
    }

    private mutating func tellTyping(in chat: ChatID) -> [Effect] {
        if let toldAt = self.writing.toldAt, self.now - toldAt < Writing.typingInterval {
            return []
        }
        guard self.connection == .online, self.chats[chat]?.summary.kind != .favourites else {
            return []
        }
        self.writing.toldAt = self.now
        return [.typing(chat: chat)]
    }

    /// Marks as read what has been on a screen that somebody looks at (L2.17).
    mutating func readEffects() -> [Effect] {
        guard let selected = self.selected, let chat = self.chats[selected], self.isFocused,
            chat.transcript.isAtEnd, self.frame.pane != nil, self.connection == .online,
            chat.newestOfOthers > chat.read, self.overlays.isEmpty
        else {
            self.readAt = nil
            return []
        }
        guard let readAt = self.readAt else {
            self.readAt = self.now + Writing.readDelay
            return []
        }
        guard readAt <= self.now else { return [] }
        self.readAt = nil
        self.chats[selected]?.read = chat.newestOfOthers
        return [.act(chat: selected, .markRead(chat.newestOfOthers))]
    }
}

extension ChatState.Draft {
    /// What of it is kept for another day: neither commands, nor edits, nor what was begun for
    /// others, nor a password that was pasted, which nobody has said yes to.
    fileprivate var text: String {
        let text = self.editor.text
        if case .edit = self.purpose { return "" }
        let isCommand = text.hasPrefix("/") && !text.hasPrefix("//")
        return isCommand || self.heldFor != nil || Suspicion.isSecret(text) ? "" : text
    }
}
