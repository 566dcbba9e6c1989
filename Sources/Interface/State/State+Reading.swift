internal import Canvas
internal import Rooms

/// Moving through what was said.
extension State {
    /// Moves the pane: positive rows towards the past, negative ones towards now.
    mutating func scroll(by rows: Int) {
        guard let pane = self.frame.pane, let selected = self.selected,
            let chat = self.chats[selected], !chat.transcript.lines.isEmpty
        else { return }
        self.chats[selected]?.transcript.arrived = nil
        let last = chat.transcript.lines.count - 1
        var index = last
        var hidden = rows
        if let position = chat.transcript.position,
            let seen = chat.transcript.index(of: position.revision)
        {
            (index, hidden) = (seen, position.hidden + rows)
        } else {
            guard rows > 0 else { return }
            hidden = max(0, rows - self.pendingRows(of: chat, width: pane.columns).count)
        }
        self.settle(selected, index, hidden, in: pane)
    }

    /// Puts the edge of the pane on a line of which so many rows are hidden: less than none means
    /// that lines below it are seen too, more than it has, that it isn't.
    private mutating func settle(_ id: ChatID, _ index: Int, _ hidden: Int, in pane: Rectangle) {
        guard let chat = self.chats[id] else { return }
        var (index, hidden) = (index, hidden)
        let last = chat.transcript.lines.count - 1
        func height(_ index: Int) -> Int { self.block(index, of: chat, width: pane.columns).count }
        var count = height(index)
        while hidden >= count, index > 0 {
            (hidden, index) = (hidden - count, index - 1)
            count = height(index)
        }
        hidden = min(hidden, count - 1)
        // The oldest row stands no lower than at the top.
        var (above, highest) = (count - hidden, index)
        while above < pane.rows, highest > 0 {
            highest -= 1
            above += height(highest)
        }
        hidden -= max(0, pane.rows - above)
        while hidden < 0, index < last {
            index += 1
            hidden += height(index)
        }
        if index == last, hidden <= 0, chat.transcript.reachesEnd {
            self.chats[id]?.transcript.goToEnd()
        } else {
            self.chats[id]?.transcript.position = Transcript.Position(
                revision: chat.transcript.lines[index].revision, hidden: max(0, hidden))
        }
    }

    /// Brings a line into the middle of the pane, unless all of it is seen already.
    mutating func reveal(_ revision: UInt64, in id: ChatID) {
        guard let pane = self.frame.pane, let chat = self.chats[id],
            let index = chat.transcript.index(of: revision), !self.isSeen(index, of: chat, in: pane)
        else { return }
        self.centre(index, in: id)
    }

    private mutating func centre(_ index: Int, in id: ChatID) {
        guard let pane = self.frame.pane, let chat = self.chats[id] else { return }
        let own = self.block(index, of: chat, width: pane.columns).count
        self.settle(id, index, -max(0, pane.rows - own) / 2, in: pane)
    }

    private func isSeen(_ index: Int, of chat: ChatState, in pane: Rectangle) -> Bool {
        let transcript = chat.transcript
        var lowest = transcript.lines.count - 1
        var rows = 0
        if let position = transcript.position,
            let seen = transcript.index(of: position.revision)
        {
            (lowest, rows) = (seen, -position.hidden)
        } else {
            rows = self.pendingRows(of: chat, width: pane.columns).count
        }
        guard index <= lowest, index < lowest || rows >= 0 else { return false }
        // From below, as far as the pane reaches: lines that are not shown have no rows.
        for line in (index...lowest).reversed() {
            rows += self.block(line, of: chat, width: pane.columns).count
            if rows > pane.rows { return false }
        }
        return true
    }

    // MARK: Going

    /// To the oldest line that is held, or to what was said last.
    mutating func goToEdge(oldest: Bool) {
        guard let pane = self.frame.pane, let selected = self.selected else { return }
        if !oldest {
            self.chats[selected]?.transcript.goToEnd()
        } else if self.chats[selected]?.transcript.lines.isEmpty == false {
            self.settle(selected, 0, 0, in: pane)
        }
    }

    /// To the first message that was not read when the chat was opened.
    mutating func goToUnread() -> [Effect] {
        guard let selected = self.selected, let read = self.chats[selected]?.readRevision,
            read < self.chats[selected]?.newestOfOthers ?? 0
        else {
            self.say(.info, "everything here is read")
            return []
        }
        return self.go(to: .read(read), in: selected)
    }

    /// To a message of any chat.
    mutating func go(to line: ChatLine) throws(CommandError) -> [Effect] {
        guard self.chats[line.chat] != nil else { throw .noSuchChat(line.chat.text) }
        self.choose(line.chat)
        return self.go(to: .message(line.revision), in: line.chat)
    }

    private mutating func go(to goal: Transcript.Goal, in chat: ChatID) -> [Effect] {
        guard let (index, asked) = self.chats[chat]?.transcript.go(to: goal) else { return [] }
        if let index { self.arrive(at: index, of: goal, in: chat) }
        return asked.map { [.history(chat: chat, $0)] } ?? []
    }

    private mutating func arrive(at index: Int, of goal: Transcript.Goal, in id: ChatID) {
        guard let chat = self.chats[id], chat.transcript.lines.indices.contains(index) else {
            return
        }
        let line = chat.transcript.lines[index]
        if case .message = goal { self.chats[id]?.chosen = line.revision }
        self.chats[id]?.transcript.arrived =
            index + 1 == chat.transcript.lines.count ? line.revision : nil
        self.centre(index, in: id)
    }

    /// Takes a page of history in.
    mutating func take(_ lines: [ChatLine], in id: ChatID, at edge: HistoryEdge) {
        let goal = self.chats[id]?.transcript.goal
        let lines = lines.filter { $0.chat == id }
        let taken = self.chats[id]?.take(lines, at: edge, by: self.account)
        if taken == .grown, case .after = edge, let arrived = self.chats[id]?.transcript.arrived {
            self.chats[id]?.transcript.arrived = nil
            if let index = self.chats[id]?.transcript.index(of: arrived) {
                self.centre(index, in: id)
            }
        }
        guard case .arrived(let index)? = taken, let goal else { return }
        if let index {
            self.arrive(at: index, of: goal, in: id)
        } else {
            self.chats[id]?.transcript.goToEnd()
            if case .message = goal { self.say(.warning, "that message is not there any more") }
        }
    }

    /// Asks for what is missing around what is shown, and for the rest of a chat that is opened.
    mutating func openingEffects() -> [Effect] {
        guard let selected = self.selected, self.connection == .online,
            let isOpened = self.chats[selected]?.isOpened
        else { return [] }
        let edges =
            self.askAgainAt == nil
            ? self.chats[selected]?.transcript.askForMissing(within: self.margin) ?? [] : []
        self.chats[selected]?.isOpened = true
        return edges.map { .history(chat: selected, $0) }
            + (isOpened ? [] : [.open(chat: selected)])
    }

    // MARK: Choosing

    /// Moves the choice; beyond the newest message there is none.
    mutating func choose(older: Bool) {
        guard let chat = self.selected else { return }
        // Refused lines stand below everything that was said.
        let unsent = Array((self.chats[chat]?.unsent ?? []).reversed())
        let all = self.messages(in: chat)
        let now =
            self.chats[chat]?.chosenUnsent.flatMap { chosen in
                unsent.firstIndex { $0.id == chosen }
            }
            ?? self.chats[chat]?.chosen.flatMap { chosen in
                all.firstIndex { $0.revision == chosen }.map { unsent.count + $0 }
            }
        let next = (now ?? -1) + (older ? 1 : -1)
        if next < 0 {
            self.chats[chat]?.chosen = nil
            self.chats[chat]?.transcript.goToEnd()
        } else if next < unsent.count {
            self.chats[chat]?.chosenUnsent = unsent[next].id
            self.chats[chat]?.transcript.goToEnd()
        } else if next - unsent.count < all.count {
            let message = all[next - unsent.count].revision
            self.chats[chat]?.chosen = message
            self.reveal(message, in: chat)
        }
    }
}
