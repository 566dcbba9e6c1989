import Rooms
import Units
import Wire

extension Switchboard {
    mutating func remember(_ chat: Chat) {
        self.chats[chat.id] = chat
        self.audiences[chat.id] = nil
        for member in chat.members.keys { self.chatsOf[member, default: []].insert(chat.id) }
    }

    /// The chat if the account is in it. Others learn nothing, not even that it exists.
    func chat(_ text: String, of account: AccountName) -> Chat? {
        guard let id = ChatID(text), let chat = self.chats[id] else { return nil }
        return chat.members[account] == nil ? nil : chat
    }

    // MARK: New chats

    mutating func newChat(_ new: NewChat, _ call: Call, by session: Session, at now: Moment) {
        var chat: Chat
        do throws(Denial) {
            if new.kind == .group || new.kind == .channel {
                try self.require(.create, of: session)
            }
            chat = try self.chat(new, by: session.account)
        } catch { return self.refuse(call, error) }
        // A private chat and one's favourites are there once.
        if let old = self.chats[chat.id] { return self.answer(call, .chat(self.entry(old))) }
        do throws(Denial) { try self.requireReach(chat, by: session.account) } catch {
            return self.refuse(call, error, because: chat.members.keys, of: session)
        }
        guard self.hasRoom(chat.kind, for: chat.members.keys) else {
            return self.refuse(
                call, Denial(.full), because: chat.members.keys, of: session)
        }
        var event = self.event(
            ChatFact(.created, chat.title), in: chat.id, by: session.account, now)
        event.clientID = new.clientID.octets
        // As the store has it.
        chat = Chat(
            id: chat.id, kind: chat.kind, title: chat.title,
            members: chat.members.mapValues(\.role), since: event.revision)
        self.ask(.createChat(chat, event), then: .chat(.created(call, chat)))
    }

    private mutating func chat(
        _ new: NewChat, by account: AccountName
    ) throws(Denial) -> Chat {
        guard new.clientID.isEmpty || new.clientID.count == ClientID.length else {
            throw Denial(.protocolMismatch)
        }
        let maximum = self.policies.chats.membersMaximum
        guard new.members.count < maximum else { throw .tooLong(limit: "\(maximum) members") }
        var members: [AccountName: ChatRole] = [:]
        for text in new.members {
            guard let name = AccountName(text), !name.isReserved else {
                throw Denial(.userNotFound)
            }
            members[name] = .user
        }
        members[account] = nil
        switch new.kind {
        case .private:
            guard members.count == 1, let other = members.keys.first else {
                throw Denial(.userNotFound)
            }
            members[account] = .user
            return Chat(
                id: .privateChat(account, other), kind: .privateChat, title: "", members: members)
        case .favourites:
            return Chat(
                id: .favourites(of: account), kind: .favourites, title: "",
                members: [account: .owner])
        case .group, .channel:
            guard let title = ChatTitle(new.title) else {
                throw .tooLong(limit: "\(ChatTitle.lengthMaximum) characters")
            }
            members[account] = .owner
            let isGroup = new.kind == .group
            return Chat(
                id: isGroup ? .group(using: &self.random) : .channel(using: &self.random),
                kind: isGroup ? .group : .channel, title: title.text, members: members)
        case .conference, .unspecified, .UNRECOGNIZED: throw Denial(.protocolMismatch)
        }
    }

    /// Whether one more chat of a kind fits each account's list.
    func hasRoom(_ kind: ChatKind, for accounts: some Sequence<AccountName>) -> Bool {
        accounts.allSatisfy { account in
            let ids = self.chatsOf[account, default: []]
            guard ids.count < self.limits.chatsMaximum else { return false }
            guard kind == .group || kind == .channel, ids.count >= self.limits.groupsMaximum
            else { return true }
            let groups = ids.count {
                self.chats[$0]?.kind == .group || self.chats[$0]?.kind == .channel
            }
            return groups < self.limits.groupsMaximum
        }
    }

    // MARK: Looking

    mutating func listChats(_ call: Call, by session: Session) {
        self.look(.standings(account: session.account), then: .chat(.listed(call)))
    }

    mutating func answerList(_ call: Call, _ standings: [ChatID: ChatStanding]) {
        guard let account = self.connections[call.connection]?.session?.account else { return }
        // In the order in which one came into them: where a chat stands in the list, and its number,
        // stay, and a new one is the last.
        let ranked = self.chatsOf[account, default: []].compactMap { self.chats[$0] }
            .map { (since: $0.members[account]?.since ?? 0, chat: $0) }
            .sorted { ($0.since, $0.chat.id) < ($1.since, $1.chat.id) }
        let chats = ranked.prefix(self.limits.chatsMaximum).map(\.chat)
        // The smallest first: private chats are named after their people, and of large groups the
        // names say least.
        var room = self.limits.listedMembersMaximum.bytes
        var named: Set<ChatID> = []
        for chat in chats.sorted(by: { ($0.members.count, $0.id) < ($1.members.count, $1.id) }) {
            room -= chat.members.keys.reduce(0) { $0 + $1.text.utf8.count + 6 }
            guard room >= 0 else { break }
            named.insert(chat.id)
        }
        var list = ChatList()
        list.chats = chats.map { chat in
            var entry = self.entry(chat, for: account, withMembers: named.contains(chat.id))
            entry.standing = Standing(standings[chat.id] ?? ChatStanding())
            return entry
        }
        self.answer(call, .chatList(list))
    }

    mutating func openChat(_ open: OpenChat, _ call: Call, by session: Session) {
        guard let chat = self.chat(open.chat, of: session.account) else {
            return self.refuse(call, .chatNotFound)
        }
        self.look(
            .details(chat.id, account: session.account), then: .chat(.opened(call, chat.id)))
    }

    mutating func answerDetails(
        _ call: Call, _ id: ChatID, pinned: [EventRecord], draft: String
    ) {
        guard let account = self.connections[call.connection]?.session?.account,
            let chat = self.chat(id.text, of: account)
        else { return self.refuse(call, .chatNotFound) }
        var details = ChatDetails()
        details.chat = self.entry(chat, for: account)
        details.pinned = pinned.prefix(self.countThatFits(pinned)).map { ChatEvent($0) }
        details.draft = draft
        self.answer(call, .chatDetails(details))
    }

    mutating func history(_ history: History, _ call: Call, by session: Session) {
        let chat = self.chat(history.chat, of: session.account)?.id
        guard let chat = chat ?? self.pastMeeting(history.chat) else {
            return self.refuse(call, .chatNotFound)
        }
        let isLater = history.hasAfter
        let query = StoreQuery.history(
            chat, account: session.account,
            isLater ? .after(history.after) : .before(history.before),
            limit: self.pageLength(history.count))
        self.look(query, then: .chat(isLater ? .found(call) : .paged(call)))
    }

    mutating func search(_ search: Search, _ call: Call, by session: Session) {
        guard let words = SearchWords(search.text) else {
            let limits = "\(SearchWords.wordsMaximum) words or \(SearchWords.lengthMaximum) letters"
            return self.refuse(call, .tooLong(limit: limits))
        }
        var only: ChatID?
        if !search.chat.isEmpty {
            guard let chat = self.chat(search.chat, of: session.account) else {
                return self.refuse(call, .chatNotFound)
            }
            only = chat.id
        }
        let query = StoreQuery.search(
            words, only, account: session.account, before: search.before,
            limit: self.pageLength(search.count))
        self.look(query, then: .chat(.found(call)))
    }

    private func pageLength(_ asked: UInt32) -> Int {
        min(max(1, Int(asked)), self.limits.pageLengthMaximum)
    }

    // MARK: Catching up

    mutating func sync(_ sync: Sync, _ call: Call, by session: Session) {
        if sync.fromNow {
            return self.ask(
                .newest(account: session.account), then: .chat(.positioned(call)))
        }
        let limit = self.limits.pageLengthMaximum
        self.ask(
            .events(since: sync.since, account: session.account, limit: limit),
            then: .chat(.synced(call, since: sync.since, limit: limit)))
    }

    mutating func answerSync(
        _ call: Call, _ events: [EventRecord], since: UInt64, limit: Int, at now: Moment
    ) {
        var page = SyncPage()
        let fitting = events.prefix(self.countThatFits(events))
        page.events = fitting.map { ChatEvent($0) }
        page.revision = fitting.last?.revision ?? since
        if fitting.count == events.count, events.count < limit {
            return self.goLive(call, page, at: now)
        }
        self.answer(call, .syncPage(page))
    }

    /// How many events go into one page; one always does.
    func countThatFits(_ events: some Sequence<EventRecord>) -> Int {
        var room = self.limits.pageBytesMaximum.bytes
        let count = events.prefix { event in
            room -= event.lengthMaximum
            return room >= 0
        }.count
        return max(1, count)
    }

    /// The last page makes the device live: whatever is stored from here on reaches it as an event,
    /// because answers of the store come in the order of its commands.
    mutating func goLive(_ call: Call, _ page: SyncPage, at now: Moment) {
        var last = page
        last.complete = true
        self.connections[call.connection]?.isLive = true
        if let account = self.connections[call.connection]?.session?.account {
            self.forgetAudiences(of: account)
        }
        self.answer(call, .syncPage(last))
        if let account = self.connections[call.connection]?.session?.account {
            self.remind(account, at: now)
            self.tellPresences(to: call.connection, account)
        }
    }

    // MARK: Words about it

    /// - Parameter account: whose role is told.
    func entry(
        _ chat: Chat, for account: AccountName? = nil, withMembers: Bool = true
    ) -> ChatEntry {
        var entry = ChatEntry()
        entry.id = chat.id.text
        entry.kind = ChatKindCode(chat.kind)
        entry.title = chat.title
        entry.memberCount = UInt32(clamping: chat.members.count)
        if let role = account.flatMap({ chat.members[$0]?.role }) {
            entry.role = ChatRoleCode(role)
        }
        guard withMembers else { return entry }
        entry.members = chat.members.sorted { $0.key < $1.key }.map { name, member in
            var entry = Member()
            entry.account = name.text
            entry.role = ChatRoleCode(member.role)
            return entry
        }
        return entry
    }
}
