package import Records
package import Rooms
package import Sessions
import Units

/// The real database, in memory, and beside it what it was told, counted by other means.
package struct ObservedStore {
    package let database: Database
    private var chats: [ChatID: Chat] = [:]
    /// The same as if nobody had ever been let see what was said before.
    private var ungranted: [ChatID: Chat] = [:]
    private var events: [EventRecord] = []
    package private(set) var kept = Kept()
    /// What the store was last told of who is there.
    package private(set) var presences: [AccountName: Presence] = [:]

    package init(accounts: [AccountRecord]) throws {
        self.database = try Database()
        for account in accounts {
            try self.database.addAccount(
                account.name, account.credential, at: Timestamp(milliseconds: 0))
        }
    }

    package func snapshot() throws -> StoreSnapshot { try self.database.snapshot() }

    package mutating func perform(_ command: StoreCommand) -> StoreReply {
        if case .keepPresences(let presences) = command {
            self.presences.merge(presences) { $1 }
        }
        let reply = self.database.perform([command])[0]
        self.kept.follow(command)
        if case .sweepMeetings = command { self.forgetSwept() }
        let events: [EventRecord]
        switch reply {
        case .recorded(let recorded): events = recorded
        case .reopened(let event, _): events = [event]
        default: return reply
        }
        for event in events {
            switch command {
            case .createChat(let chat, _): self.begin(chat, at: event.revision)
            case .openMeeting(let chat, _): self.reopen(chat, at: event.revision)
            default: break
            }
            self.chats[event.chat]?.apply(event.fact, at: event.revision)
            var fact = event.fact
            if fact.kind == .added || fact.kind == .historyGranted { fact.message = nil }
            self.ungranted[event.chat]?.apply(fact, at: event.revision)
            self.events.append(event)
        }
        return reply
    }

    private mutating func begin(_ chat: Chat, at revision: UInt64) {
        let new = Chat(
            id: chat.id, kind: chat.kind, title: chat.title,
            members: chat.members.mapValues(\.role), since: revision)
        self.chats[chat.id] = new
        self.ungranted[chat.id] = new
    }

    private mutating func forgetSwept() {
        guard let kept = try? self.database.snapshot().chats.map(\.id) else { return }
        self.chats = self.chats.filter { kept.contains($0.key) }
        self.events.removeAll { self.chats[$0.chat] == nil }
    }

    /// A planned conference has one chat for ever, which is empty whenever it begins: a server that
    /// died may have left people in it.
    private mutating func reopen(_ chat: Chat, at revision: UInt64) {
        guard let former = self.chats[chat.id] else { return self.begin(chat, at: revision) }
        for account in former.members.keys {
            let fact = ChatFact(.removed, account: account)
            self.chats[chat.id]?.apply(fact, at: revision - 1)
            self.ungranted[chat.id]?.apply(fact, at: revision - 1)
        }
    }

    /// Whether an account is in a chat and has never been away since it came.
    package func hasStayed(_ account: AccountName, in chat: ChatID) -> Bool {
        let stays = self.chats[chat]?.stays[account] ?? []
        return stays.count == 1 && stays[0].until == nil
    }

    /// How a poll stands now; nil if the account does not see it any more.
    package func poll(_ message: UInt64, for account: AccountName) -> PollTally? {
        guard let chat = self.event(message)?.chat else { return nil }
        let page = self.answer(.history(chat, account: account, .after(message - 1), limit: 1))
        guard case .events(let events) = page, events.first?.revision == message else { return nil }
        return events.first?.poll
    }

    package func answer(_ query: StoreQuery) -> StoreReply { self.database.answer(query) }

    package var messages: [EventRecord] { self.events.filter { $0.fact.kind == .message } }

    /// Whether an account may ever have seen an event.
    package func sees(_ account: AccountName, _ event: EventRecord) -> Bool {
        guard let chat = self.chats[event.chat], chat.sees(account, event.revision) else {
            return false
        }
        if event.fact.kind.isPersonal { return event.sender == account }
        guard event.fact.kind.isAboutMessage, let message = event.fact.message else { return true }
        return chat.sees(account, message)
    }

    /// All that must have come to an account, in order: what happened in its time and was not put
    /// away by itself. Of marks and drafts only the newest matter, so none are listed.
    package func visible(to account: AccountName) -> [EventRecord] {
        var hidden: Set<UInt64> = []
        var cleared: [ChatID: UInt64] = [:]
        for event in self.events where event.sender == account {
            if event.fact.kind == .hidden { hidden.insert(event.fact.message ?? 0) }
            if event.fact.kind == .clearedForMe { cleared[event.chat] = event.revision }
        }
        return self.events.filter { event in
            guard !event.fact.kind.isPersonal, let chat = self.ungranted[event.chat],
                chat.sees(account, event.revision)
            else { return false }
            let isMessage = event.fact.kind == .message
            guard isMessage || event.fact.kind.isAboutMessage else { return true }
            let subject = isMessage ? event.revision : event.fact.message ?? 0
            return chat.sees(account, subject) && !hidden.contains(subject)
                && subject > cleared[event.chat] ?? 0
        }
    }

    package func event(_ revision: UInt64) -> EventRecord? {
        self.events.first { $0.revision == revision }
    }
}
