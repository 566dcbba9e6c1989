import Rooms
import Units
import Wire

extension Switchboard {
    mutating func remember(_ chat: ChatRecord) {
        self.chats[chat.id] = chat
        for member in chat.members.keys { self.chatsOf[member, default: []].insert(chat.id) }
    }

    /// The chat if the account is in it. Others learn nothing, not even that it exists.
    func chat(_ text: String, of account: AccountName) -> ChatRecord? {
        guard let id = ChatID(text), let chat = self.chats[id] else { return nil }
        return chat.members[account] == nil ? nil : chat
    }

    // MARK: Requests

    mutating func newChat(_ new: NewChat, _ call: Call, by session: Session, at now: Moment) {
        guard new.members.count < self.limits.membersMaximum else {
            return self.refuse(call, .tooLong)
        }
        var members: [AccountName: ChatRole] = [:]
        for text in new.members {
            guard let name = AccountName(text) else { return self.refuse(call, .userNotFound) }
            members[name] = .user
        }
        members[session.account] = nil
        let record: ChatRecord
        switch new.kind {
        case .private:
            guard members.count == 1, let other = members.keys.first else {
                return self.refuse(call, .userNotFound)
            }
            let id = ChatID.privateChat(session.account, other)
            if let chat = self.chats[id] { return self.answer(call, .chat(self.entry(chat))) }
            record = ChatRecord(
                id: id, kind: .privateChat, title: "",
                members: [session.account: .user, other: .user])
        case .group:
            guard let title = ChatTitle(new.title) else { return self.refuse(call, .tooLong) }
            members[session.account] = .owner
            record = ChatRecord(
                id: .group(using: &self.random), kind: .group, title: title.text, members: members)
        case .conference, .unspecified, .UNRECOGNIZED:
            return self.refuse(call, .protocolMismatch)
        }
        guard self.hasRoom(record.kind, for: record.members.keys) else {
            return self.refuse(call, .full)
        }
        let event = self.event(.created, in: record.id, by: session.account, record.title, now)
        self.ask(.createChat(record, event), then: .chat(.created(call, record, event)))
    }

    mutating func listChats(_ call: Call, by session: Session) {
        let chats = self.chatsOf[session.account, default: []].sorted()
            .prefix(self.limits.chatsMaximum).compactMap { self.chats[$0] }
        // The smallest first: private chats are named after their people, and of large groups the
        // names say least.
        var room = self.limits.listedMembersMaximum.bytes
        var named: Set<ChatID> = []
        for chat in chats.sorted(by: { ($0.members.count, $0.id) < ($1.members.count, $1.id) }) {
            room -= chat.members.keys.reduce(0) { $0 + $1.text.utf8.count + 2 }
            guard room >= 0 else { break }
            named.insert(chat.id)
        }
        var list = ChatList()
        list.chats = chats.map { self.entry($0, withMembers: named.contains($0.id)) }
        self.answer(call, .chatList(list))
    }

    /// Whether one more chat of a kind fits each account's list.
    func hasRoom(
        _ kind: StoredChatKind, for accounts: some Sequence<AccountName>
    ) -> Bool {
        accounts.allSatisfy { account in
            let ids = self.chatsOf[account, default: []]
            guard ids.count < self.limits.chatsMaximum else { return false }
            guard kind == .group, ids.count >= self.limits.groupsMaximum else { return true }
            let groups = ids.count { self.chats[$0]?.kind == .group }
            return groups < self.limits.groupsMaximum
        }
    }

    mutating func addMember(_ add: AddMember, _ call: Call, by session: Session, at now: Moment) {
        guard let chat = self.chat(add.chat, of: session.account) else {
            return self.refuse(call, .chatNotFound)
        }
        guard let name = AccountName(add.account) else { return self.refuse(call, .userNotFound) }
        guard chat.kind == .group, let role = chat.members[session.account], role.mayAddMembers
        else { return self.refuse(call, .accessDenied) }
        guard chat.members[name] == nil else { return self.answer(call, .done(Done())) }
        guard chat.members.count < self.limits.membersMaximum else {
            return self.refuse(call, .full)
        }
        guard self.hasRoom(.group, for: [name]) else { return self.refuse(call, .full) }
        let event = self.event(.added, in: chat.id, by: session.account, name.text, now)
        self.ask(.addMember(name, .user, event), then: .chat(.added(call, event, name)))
    }

    mutating func post(_ post: Post, _ call: Call, by session: Session, at now: Moment) {
        guard let chat = self.chat(post.chat, of: session.account) else {
            return self.refuse(call, .chatNotFound)
        }
        guard let text = MessageText(post.text) else { return self.refuse(call, .tooLong) }
        guard post.clientID.count == 16 else { return self.refuse(call, .protocolMismatch) }
        var event = self.event(.message, in: chat.id, by: session.account, text.text, now)
        event.clientID = post.clientID.octets
        self.ask(.append(event), then: .chat(.posted(call, event)))
    }

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

    mutating func history(_ history: History, _ call: Call, by session: Session) {
        guard let chat = self.chat(history.chat, of: session.account) else {
            return self.refuse(call, .chatNotFound)
        }
        let limit = min(max(1, Int(history.count)), self.limits.pageLengthMaximum)
        self.ask(
            .history(chat.id, account: session.account, before: history.before, limit: limit),
            then: .chat(.paged(call)))
    }

    // MARK: The store's answers

    mutating func continueChat(_ step: ChatStep, with reply: StoreReply, at now: Moment) {
        switch (step, reply) {
        case (.created(let call, let record, let event), .stored):
            self.remember(record)
            if let call { self.answer(call, .chat(self.entry(record))) }
            self.publish(event)
        case (.created(let call?, let record, _), .chatExists):
            // Two people opened their private chat at once; the first one's stands.
            guard let chat = self.chats[record.id] else { return self.refuse(call, .serverBusy) }
            self.answer(call, .chat(self.entry(chat)))
        case (.created(let call?, _, _), .unknownAccount),
            (.added(let call, _, _), .unknownAccount):
            self.refuse(call, .userNotFound)
        case (.added(let call, let event, let name), .stored):
            self.insert(name, into: event.chat)
            self.answer(call, .done(Done()))
            self.publish(event)
        case (.posted(let call, let event), .stored):
            self.answer(call, .posted(Posted(event)))
            self.publish(event)
        case (.posted(let call, _), .duplicate(let first)):
            self.answer(call, .posted(Posted(first)))
        case (.noted(let event), .stored):
            self.publish(event)
        case (.synced(let call, let since, let limit), .events(let events)):
            self.answerSync(call, events, since: since, limit: limit)
        case (.positioned(let call), .events(let events)):
            var page = SyncPage()
            page.revision = events.last?.revision ?? 0
            self.goLive(call, page)
        case (.paged(let call), .events(let events)):
            var page = HistoryPage()
            // What is left out is asked for with the first one's revision.
            let newest = self.countThatFits(events.reversed())
            page.events = events.suffix(newest).map { ChatEvent($0) }
            self.answer(call, .historyPage(page))
        case (.started(let call, let event, let meeting), .stored):
            self.opened(meeting, event, call)
        case (.entered(let call, let event, let join), .stored):
            self.enter(event, join, call, at: now)
        case (.removed(let event, let name), .stored):
            self.publish(event)
            self.chats[event.chat]?.members[name] = nil
            self.chatsOf[name]?.remove(event.chat)
            self.forgetIfOver(event.chat)
        default:
            if let call = step.call { self.refuse(call, .serverBusy) }
        }
    }

    private mutating func answerSync(
        _ call: Call, _ events: [EventRecord], since: UInt64, limit: Int
    ) {
        var page = SyncPage()
        let fitting = events.prefix(self.countThatFits(events))
        page.events = fitting.map { ChatEvent($0) }
        page.revision = fitting.last?.revision ?? since
        if fitting.count == events.count, events.count < limit { return self.goLive(call, page) }
        self.answer(call, .syncPage(page))
    }

    /// How many events go into one page; one always does.
    private func countThatFits(_ events: some Sequence<EventRecord>) -> Int {
        var room = self.limits.pageBytesMaximum.bytes
        let count = events.prefix { event in
            room -= event.lengthMaximum
            return room >= 0
        }.count
        return max(1, count)
    }

    /// The last page makes the device live: whatever is stored from here on reaches it as an event,
    /// because answers of the store come in the order of its commands.
    private mutating func goLive(_ call: Call, _ page: SyncPage) {
        var last = page
        last.complete = true
        self.connections[call.connection]?.isLive = true
        self.answer(call, .syncPage(last))
    }

    // MARK: Events

    mutating func insert(_ name: AccountName, into chat: ChatID) {
        guard let record = self.chats[chat], record.members[name] == nil else { return }
        self.chats[chat]?.members[name] = .user
        self.chatsOf[name, default: []].insert(chat)
    }

    /// Takes the next revision; a failed store leaves a gap, which nobody minds.
    mutating func event(
        _ kind: EventRecord.Kind, in chat: ChatID, by sender: AccountName, _ text: String,
        _ now: Moment,
    ) -> EventRecord {
        self.newestRevision += 1
        return EventRecord(
            revision: self.newestRevision, chat: chat, kind: kind, sender: sender, text: text,
            time: now.timestamp)
    }

    /// Tells every live device of every member, and nobody else.
    mutating func publish(_ event: EventRecord) {
        guard let chat = self.chats[event.chat] else { return }
        self.tell(self.liveConnections(of: chat), .chatEvent(ChatEvent(event)))
    }

    func liveConnections(of chat: ChatRecord) -> [ConnectionID] {
        let devices =
            chat.members.count < self.online.count
            ? chat.members.keys.flatMap { self.online[$0, default: []] }
            : self.online.filter { chat.members[$0.key] != nil }.flatMap(\.value)
        return devices.filter { self.connections[$0]?.isLive == true }
            .sorted { $0.number < $1.number }
    }

    func entry(_ chat: ChatRecord, withMembers: Bool = true) -> ChatEntry {
        var entry = ChatEntry()
        entry.id = chat.id.text
        entry.kind =
            switch chat.kind {
            case .privateChat: .private
            case .group: .group
            case .meeting: .conference
            }
        entry.title = chat.title
        if withMembers { entry.members = chat.members.keys.sorted().map(\.text) }
        return entry
    }
}

extension EventRecord {
    /// Bytes of it in a page, at most: the texts, and 64 for tags, lengths and numbers.
    fileprivate var lengthMaximum: Int {
        64 + self.chat.text.utf8.count + self.sender.text.utf8.count + self.text.utf8.count
            + self.clientID.count
    }
}

extension Posted {
    init(_ event: EventRecord) {
        self.init()
        self.revision = event.revision
        self.milliseconds = event.time.milliseconds
    }
}

extension ChatEvent {
    init(_ event: EventRecord) {
        self.init()
        self.revision = event.revision
        self.chat = event.chat.text
        self.kind =
            switch event.kind {
            case .message: .message
            case .created: .created
            case .added: .added
            case .removed: .removed
            case .conferenceStarted: .conferenceStarted
            case .conferenceEnded: .conferenceEnded
            }
        self.sender = event.sender.text
        self.text = event.text
        self.milliseconds = event.time.milliseconds
        self.clientID = .init(octets: event.clientID)
    }
}
