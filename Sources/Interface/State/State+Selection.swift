internal import Canvas
internal import Rooms
internal import Units

/// Which chat is shown, and what is being written there.
extension State {
    /// The line being written.
    var draft: ChatState.Draft {
        get {
            guard let selected = self.selected else { return self.looseDraft }
            return self.chats[selected]?.draft ?? self.looseDraft
        }
        set {
            var changed = newValue
            if changed.editor.isEmpty {
                changed.begunAfter = nil
                if changed.purpose == .message { changed.heldFor = nil }
            }
            if let selected = self.selected, self.chats[selected] != nil {
                self.chats[selected]?.draft = changed
            } else {
                self.looseDraft = changed
            }
        }
    }

    /// Shows another chat.
    ///
    /// - Parameter carrying: The chat changes under the person's hands, not by them: a line that is
    ///   being written comes along, but is held for where it was begun (L2.11).
    mutating func select(_ id: ChatID?, carrying: Bool) {
        guard id != self.selected else { return }
        let left = self.selected.map(self.destination(of:))
        let draft = self.draft
        if carrying { self.draft = ChatState.Draft() }
        self.markSelectedRead(leaving: true)
        self.completion = nil
        self.listTop = nil
        self.chatBefore = self.selected
        self.selected = id
        self.expireTypists()
        if carrying, !draft.editor.isEmpty || draft.purpose != .message {
            self.carry(draft, from: left)
        }
        self.markSelectedRead()
    }

    private mutating func carry(_ draft: ChatState.Draft, from left: Destination?) {
        let displaced = self.draft.editor.text
        if let selected = self.selected, !displaced.isEmpty {
            self.chats[selected]?.remember(sent: displaced)
        }
        var carried = draft
        carried.heldFor = draft.heldFor ?? left
        if carried.heldFor?.chat == self.selected { carried.heldFor = nil }
        self.draft = carried
    }

    /// Nothing in the chat shown is unread; what was read stays marked until one leaves it.
    mutating func markSelectedRead(leaving: Bool = false) {
        guard let selected = self.selected, self.isFocused || leaving else { return }
        self.chats[selected]?.unreadCount = 0
        self.chats[selected]?.mentionCount = 0
        self.chats[selected]?.hasActivity = false
        if leaving {
            let newest = self.chats[selected]?.transcript.lines.last?.revision ?? 0
            let read = self.chats[selected]?.readRevision ?? 0
            let other = self.chats[selected]?.newestOfOthers ?? 0
            self.chats[selected]?.readRevision = max(newest, read, other)
            self.chats[selected]?.chosen = nil
            self.chats[selected]?.unmarkAll()
        }
    }

    /// By the person, who sees where the line goes from now on.
    mutating func choose(_ id: ChatID) {
        self.activeFrom = nil
        self.select(id, carrying: false)
        self.awaited = nil
    }

    mutating func chooseNeighbour(_ step: Int) {
        let listed = self.order.filter(self.isListed)
        guard !listed.isEmpty else { return }
        let index = self.selected.flatMap(listed.firstIndex(of:)) ?? 0
        let count = listed.count
        self.choose(listed[((index + step) % count + count) % count])
    }

    mutating func chooseLast() {
        guard let before = self.chatBefore, self.chats[before] != nil else {
            return self.say(.info, "no other chat was shown")
        }
        self.choose(before)
    }

    /// To the chat that wants one most; behind the last of them, back to where one began.
    mutating func chooseActive() {
        let begin = self.activeFrom ?? self.selected
        if let target = self.hotChats.first {
            self.choose(target)
            self.activeFrom = begin
        } else if let begin = self.activeFrom, self.chats[begin] != nil, begin != self.selected {
            self.choose(begin)
        } else {
            self.activeFrom = nil
            self.say(.info, "nothing unread")
        }
    }

    /// Chats with something new that are not shown: those that mention one first, then private ones,
    /// then those with messages, then those with anything. A muted one only if it mentions one.
    var hotChats: [ChatID] {
        func rank(_ id: ChatID) -> Int? {
            guard let chat = self.chats[id], id != self.selected else { return nil }
            if chat.mentionCount > 0 { return 0 }
            if chat.isMuted { return nil }
            if chat.unreadCount > 0 { return chat.summary.kind == .privateChat ? 1 : 2 }
            return chat.hasActivity ? 3 : nil
        }
        let ranked = self.order.enumerated().compactMap { index, id in
            rank(id).map { (rank: $0, index: index, id: id) }
        }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.id)
    }
}
