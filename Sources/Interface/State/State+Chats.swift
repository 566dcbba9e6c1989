internal import Canvas
internal import Rooms
internal import Units

/// Chats and the connection.
extension State {
    mutating func applyToChats(_ message: Message) -> [Effect] {
        switch message {
        case .connection(let connection): self.set(connection)
        case .account(let account): self.account = account
        case .guests(let names): for (guest, name) in names { self.know(guest.text, as: name) }
        case .chats(let summaries): self.set(summaries)
        case .line(let line): return self.receive(line)
        case .change(let change): self.take(change)
        case .opened(let chat, let pinned, let draft): self.open(chat, pinned, draft: draft)
        case .found(let lines, let words): self.show(lines, found: words)
        case .typing(let chat, let account): self.hear(account, writingIn: chat)
        case .history(let lines, let chat, let edge): self.take(lines, in: chat, at: edge)
        case .historyFailed(let chat, let edge):
            if self.chats[chat]?.transcript.fail(at: edge) == true {
                self.askAgainAt = self.now + Self.askAgainDelay
            }
        case .posted(let post, let revision, let time):
            self.confirm(post, revision: revision, time: time)
        case .postFailed(let post, let reason): self.refuse(post, reason: reason)
        case .transfer(let transfer): self.transfer = transfer
        case .files(let paths, let prefix): self.complete(paths, of: prefix)
        case .presence(let account, let presence): self.set(presence, of: account)
        case .people(let people, let isWhole): self.show(people, isWhole: isWhole)
        case .blocked(let accounts): self.setBlocked(Set(accounts))
        default: break
        }
        return []
    }

    private mutating func set(_ connection: ConnectionState) {
        let before = self.connection
        self.connection = connection
        self.retryAt = nil
        switch connection {
        case .connecting: break
        case .online:
            if before != .connecting, before != .online {
                self.say(.info, self.hasBeenOnline ? "connected again" : "connected")
            }
            self.hasBeenOnline = true
        case .offline(let reason, let retryIn):
            self.forgetQuestions()
            self.retryAt = self.now + retryIn
            // An attempt that fails like the one before is no news.
            if case .offline(let known, _) = before, known == reason { break }
            let words = Sanitized(remote: reason)
            self.say(
                .warning,
                before == .online
                    ? "connection lost: \(words)" : "no connection: \(words); trying again")
        case .failed(let reason):
            self.say(.error, "not connected: \(Sanitized(remote: reason))")
        }
    }

    /// What was asked for before the connection was lost is asked for again when it is wanted.
    private mutating func forgetQuestions() {
        for id in self.order {
            self.chats[id]?.transcript.forgetQuestions()
            if self.chats[id]?.pinned == nil { self.chats[id]?.isOpened = false }
        }
    }

    private mutating func set(_ summaries: [ChatSummary]) {
        var order: [ChatID] = []
        for summary in summaries.prefix(Self.chatCountMaximum) where !order.contains(summary.id) {
            order.append(summary.id)
            self.addChat(summary)
            self.chats[summary.id]?.take(summary)
            self.chats[summary.id]?.rank = order.count
        }
        if let meeting = self.call?.view.audience.chat, !order.contains(meeting) {
            order.append(meeting)
            self.chats[meeting]?.rank = order.count
        }
        self.order = order
        self.sortChats()
        if let selected = self.selected, !self.order.contains(selected) {
            self.select(self.order.first, carrying: true)
        }
        let kept = Set(self.order)
        self.chats = self.chats.filter { kept.contains($0.key) }
        self.selectAwaited()
        if self.selected == nil { self.select(self.order.first, carrying: true) }
        self.markSelectedRead()
    }

    private mutating func addChat(_ summary: ChatSummary) {
        guard self.chats[summary.id] == nil else { return }
        var chat = ChatState(summary)
        chat.recallEarlier(self.earlierLines)
        self.chats[summary.id] = chat
    }

    private mutating func selectAwaited() {
        let found: ChatID?
        switch self.awaited {
        case nil: return
        case .id(let id): found = self.chats[id] == nil ? nil : id
        case .title(let title, let known):
            found = self.order.first {
                self.chats[$0]?.summary.title == title && !known.contains($0)
            }
        }
        guard let found else { return }
        self.awaited = nil
        self.select(found, carrying: true)
    }

    /// Makes a chat that a line or a conference speaks of before the list does.
    mutating func ensureChat(_ id: ChatID, kind: ChatKind, title: String) {
        guard self.chats[id] == nil, self.order.count < Self.chatCountMaximum else { return }
        self.addChat(ChatSummary(id: id, kind: kind, title: title, members: []))
        self.order.append(id)
        self.chats[id]?.rank = self.order.count
        self.sortChats()
    }

    private mutating func receive(_ line: ChatLine) -> [Effect] {
        self.ensureChat(line.chat, kind: .group, title: line.chat.text)
        if case .cleared = line.body { self.chats[line.chat]?.clear() }
        guard self.chats[line.chat]?.insert(line, by: self.account) == true else { return [] }
        if case .added(let account, _) = line.body, let name = AccountName(account) {
            self.addMember(name, to: line.chat)
        }
        guard self.author(of: line) != self.account.text else { return [] }
        return self.count(line)
    }

    private mutating func set(_ presence: Presence, of account: AccountName) {
        guard self.presence[account] != nil || self.presence.count < Self.presenceCountMaximum
        else { return }
        self.presence[account] = presence == .offline ? nil : presence
    }

    private mutating func addMember(_ name: AccountName, to chat: ChatID) {
        guard self.chats[chat]?.summary.members.contains(name) == false else { return }
        self.chats[chat]?.summary.members.append(name)
        self.chats[chat]?.summary.memberCount += 1
    }

    func author(of line: ChatLine) -> String? {
        switch line.body {
        case .message(let from, _): from
        case .created(let by, _), .added(_, let by), .removed(_, let by), .retitled(_, let by),
            .roleChanged(_, _, let by), .historyGranted(_, let by), .cleared(let by),
            .dissolved(let by), .conferenceStarted(_, let by), .unlinked(let by), .linked(let by):
            by
        case .conferenceEnded: nil
        }
    }

    /// Counts what came unread, and makes somebody look if it is for them.
    private mutating func count(_ line: ChatLine) -> [Effect] {
        let isShown = self.selected == line.chat && self.isFocused
        guard case .message(let from, let text) = line.body else {
            if !isShown, self.shows(line) { self.chats[line.chat]?.hasActivity = true }
            return []
        }
        let isBlocked = self.isBlocked(from)
        let isMentioned = !isBlocked && Mentions(in: text).concern(self.account)
        if isShown {
            if self.isWatched, !isBlocked {
                return self.preferences.isOn(.bellHere) ? self.bell() : []
            }
        } else {
            self.chats[line.chat]?.unreadCount += 1
            if isMentioned { self.chats[line.chat]?.mentionCount += 1 }
        }
        if isBlocked { return [] }
        // A mention is heard in a muted chat too (L2.17).
        if self.chats[line.chat]?.isMuted == true, !isMentioned { return [] }
        let isPrivate = self.chats[line.chat]?.summary.kind == .privateChat
        guard isPrivate || !self.isWatched || isMentioned else { return [] }
        let alert = Alert(
            .message, chat: self.name(of: line.chat), sender: self.shown(from),
            text: Sanitized(remote: text))
        return self.bell() + self.alert(alert, isForMe: isMentioned || isPrivate)
    }

    private mutating func confirm(_ post: PostID, revision: UInt64, time: Timestamp) {
        for id in self.order {
            guard let pending = self.chats[id]?.pending.first(where: { $0.id == post }) else {
                continue
            }
            let body = ChatLine.Body.message(from: self.account.text, text: pending.text)
            let line = ChatLine(
                chat: id, revision: revision, time: time, body: body,
                details: MessageDetails(replyTo: pending.replyTo), post: post)
            _ = self.chats[id]?.insert(line, by: self.account)
            self.chats[id]?.pending.removeAll { $0.id == post }
        }
    }

    /// `#title`, `@name` or `meeting`, as it is written in commands.
    func name(of id: ChatID) -> Sanitized {
        guard let summary = self.chats[id]?.summary else { return Sanitized(remote: id.text) }
        switch summary.kind {
        case .privateChat: return "@" + Sanitized(remote: self.other(in: summary))
        case .group, .channel: return "#" + Sanitized(remote: summary.title)
        case .meeting: return "meeting"
        case .favourites: return "favourites"
        }
    }

    /// Whom a private chat is with.
    func other(in summary: ChatSummary) -> String {
        summary.members.first { $0 != self.account }?.text ?? summary.title
    }

    /// Where a line goes that is written in a chat.
    func destination(of id: ChatID) -> Destination {
        if let audience = self.call?.view.audience, audience.chat == id {
            return Destination(
                chat: id, label: Sanitized(remote: audience.label), isPrivate: audience.isPrivate)
        }
        guard let summary = self.chats[id]?.summary else {
            return Destination(chat: id, label: Sanitized(remote: id.text), isPrivate: false)
        }
        let audience: Audience =
            switch summary.kind {
            case .meeting: .meeting(members: summary.memberCount)
            case .group, .channel: .group(title: summary.title, members: summary.memberCount)
            case .favourites: .notes
            case .privateChat: .pair(self.account, AccountName(self.other(in: summary)) ?? .nobody)
            }
        return Destination(
            chat: id, label: Sanitized(remote: audience.label), isPrivate: audience.isPrivate)
    }
}
