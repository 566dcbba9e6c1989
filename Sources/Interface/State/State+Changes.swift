internal import Canvas
internal import Rooms
internal import Units

/// What becomes of what was said and set.
extension State {
    mutating func take(_ change: ChatChange) {
        let id = change.chat
        guard self.chats[id] != nil else { return }
        switch change.kind {
        case .edited(let message, let text):
            self.chats[id]?.change(message) { $0.edit(to: text, at: change.time) }
        case .deleted(let message):
            self.chats[id]?.change(message) { $0.delete() }
            self.chats[id]?.pinned?.removeAll { $0.revision == message }
        case .hidden(let message): self.chats[id]?.remove(message)
        case .reacted(let message, let emoji):
            self.chats[id]?.change(message) { $0.details.add(emoji, of: change.by) }
        case .unreacted(let message, let emoji):
            self.chats[id]?.change(message) { $0.details.remove(emoji, of: change.by) }
        case .pinned(let message): self.chats[id]?.pin(message)
        case .voted(let message, let tally), .pollClosed(let message, let tally):
            self.chats[id]?.change(message) { $0.details.take(tally) }
        case .unpinned(let message):
            self.chats[id]?.change(message) { $0.details.isPinned = false }
            self.chats[id]?.pinned?.removeAll { $0.revision == message }
        case .clearedForMe: self.chats[id]?.clear()
        case .read(let message): self.chats[id]?.markRead(upTo: message, by: self.account)
        case .muted(let isMuted): self.chats[id]?.isMuted = isMuted
        case .placed(let place): self.place(id, at: place)
        case .drafted(let text): self.takeDraft(text, in: id)
        }
    }

    mutating func open(_ id: ChatID, _ pinned: [ChatLine], draft: String) {
        self.chats[id]?.pinned = pinned.sorted { $0.revision < $1.revision }
        self.takeDraft(draft, in: id)
    }

    /// A draft of another device, or of an earlier day: shown unless something else is being written.
    private mutating func takeDraft(_ text: String, in id: ChatID) {
        guard let draft = self.chats[id]?.draft else { return }
        let isUntouched =
            draft.purpose == .message && draft.heldFor == nil
            && draft.editor.text == self.chats[id]?.syncedDraft
        self.chats[id]?.syncedDraft = text
        guard isUntouched else { return }
        self.chats[id]?.draft.editor.replace(with: text)
        if id == self.selected { self.writing.text = text }
    }

    mutating func expireTypists() {
        guard let selected = self.selected, let typists = self.chats[selected]?.typists,
            !typists.isEmpty
        else { return }
        self.chats[selected]?.typists = typists.filter { $0.value > self.now }
    }

    mutating func hear(_ account: AccountName, writingIn chat: ChatID) {
        guard account != self.account, let count = self.chats[chat]?.typists.count,
            count < Writing.typistCountMaximum
        else { return }
        self.chats[chat]?.typists[account] = self.now + Writing.typingHold
    }
}

extension ChatState {
    /// Takes what the server's list says.
    mutating func take(_ summary: ChatSummary) {
        self.summary = summary
        guard let standing = summary.standing else { return }
        self.unreadCount = standing.unreadCount
        self.mentionCount = standing.mentionCount
        self.isMuted = standing.isMuted
        self.place = standing.place
        self.read = max(self.read, standing.read)
        if self.readRevision == nil, standing.unreadCount > 0 { self.readRevision = standing.read }
    }

    fileprivate mutating func markRead(upTo message: UInt64, by account: AccountName) {
        self.read = max(self.read, message)
        guard self.transcript.reachesEnd else {
            // What is unread is not here to be counted.
            if message >= self.newestOfOthers {
                (self.unreadCount, self.mentionCount, self.hasActivity) = (0, 0, false)
            }
            return
        }
        let unread = self.transcript.lines.filter {
            guard case .message(let from, _) = $0.body else { return false }
            return $0.revision > self.read && from != account.text
        }
        // What is older than all lines was counted by the server, and is read by now.
        self.unreadCount = min(self.unreadCount, unread.count)
        self.mentionCount = min(self.mentionCount, self.unreadCount)
        if self.unreadCount == 0 { self.hasActivity = false }
    }

    fileprivate mutating func pin(_ message: UInt64) {
        self.change(message) { $0.details.isPinned = true }
        guard let line = self.line(message), let pinned = self.pinned,
            !pinned.contains(where: { $0.revision == message })
        else { return }
        self.pinned = (pinned + [line]).sorted { $0.revision < $1.revision }
    }
}

extension ChatLine {
    fileprivate mutating func edit(to text: String, at time: Timestamp) {
        guard case .message(let from, _) = self.body, !self.details.isDeleted else { return }
        self.body = .message(from: from, text: text)
        self.details.edited = time
    }

    fileprivate mutating func delete() {
        guard case .message(let from, _) = self.body else { return }
        self.body = .message(from: from, text: "")
        self.details = MessageDetails()
        self.details.isDeleted = true
    }
}

extension MessageDetails {
    /// Emoji kept under one message; a server's limit may be another.
    private static let reactionCountMaximum = 50
    /// Names kept under one emoji.
    private static let accountCountMaximum = 100

    fileprivate mutating func add(_ emoji: String, of account: String) {
        guard let index = self.reactions.firstIndex(where: { $0.emoji == emoji }) else {
            guard self.reactions.count < Self.reactionCountMaximum else { return }
            return self.reactions.append(Reaction(emoji, count: 1, accounts: [account]))
        }
        guard !self.reactions[index].accounts.contains(account) else { return }
        self.reactions[index].count += 1
        if self.reactions[index].accounts.count < Self.accountCountMaximum {
            self.reactions[index].accounts.append(account)
        }
    }

    fileprivate mutating func remove(_ emoji: String, of account: String) {
        guard let index = self.reactions.firstIndex(where: { $0.emoji == emoji }) else { return }
        self.reactions[index].count -= 1
        self.reactions[index].accounts.removeAll { $0 == account }
        if self.reactions[index].count <= 0 { self.reactions.remove(at: index) }
    }
}
