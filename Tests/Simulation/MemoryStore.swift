package import Rooms
package import Sessions
import Units

/// A store in memory with the same promises as the real one: what was answered survives a crash.
package struct MemoryStore {
    private struct Membership {
        var since: UInt64
        var until: UInt64?
    }

    private struct Chat {
        var record: ChatRecord
        var intervals: [AccountName: [Membership]] = [:]

        mutating func close(_ name: AccountName, at revision: UInt64) {
            guard let last = self.intervals[name]?.indices.last else { return }
            self.intervals[name]?[last].until = revision
        }
    }

    private struct Token {
        var account: AccountName
        var device: [UInt8]
    }

    private var accounts: [AccountName: AccountRecord] = [:]
    private var chats: [ChatID: Chat] = [:]
    private var events: [EventRecord] = []
    private var byClientID: [[UInt8]: EventRecord] = [:]
    private var tokens: [[UInt8]: Token] = [:]
    private var failures: [FailureCount.Key: FailureCount] = [:]
    /// Of those who have an account; what a test changes here a login is told.
    package var profiles: [AccountName: AccountProfile] = [:]
    package private(set) var presences: [AccountName: Presence] = [:]

    package init(accounts: [AccountRecord]) {
        for account in accounts { self.accounts[account.name] = account }
    }

    package var snapshot: StoreSnapshot {
        StoreSnapshot(
            chats: self.chats.values.map(\.record).sorted { $0.id < $1.id },
            newestRevision: self.events.map(\.revision).max() ?? 0,
            serverSecret: Array(repeating: 7, count: 32),
            failures: Array(self.failures.values))
    }

    /// It may not log in any more.
    package mutating func deactivate(_ name: AccountName) {
        self.accounts[name] = nil
    }

    package mutating func perform(_ command: StoreCommand) -> StoreReply {
        switch command {
        case .findAccount(let name): return .account(self.accounts[name])
        case .saveToken(let digest, let account, let device, _):
            guard self.accounts[account] != nil else { return .profile(nil) }
            self.tokens[digest] = Token(account: account, device: device)
            return .profile(self.profiles[account] ?? AccountProfile())
        case .takeToken(let digest, let device, _):
            let token = self.tokens.removeValue(forKey: digest)
            return .tokenOwner(token?.device == device ? token?.account : nil)
        case .keepFailures(let counts, _, _):
            for count in counts { self.failures[count.key] = count }
            return .stored
        case .forgetFailures(let name):
            self.failures[.name(name)] = nil
            return .stored
        case .keepPresences(let presences):
            self.presences.merge(presences) { $1 }
            return .stored
        case .createChat(let record, let event): return self.create(record, event)
        case .addMember(let name, let role, let event): return self.add(name, role, event)
        case .removeMember(let name, let event):
            self.append(event)
            self.chats[event.chat]?.record.members[name] = nil
            self.chats[event.chat]?.close(name, at: event.revision)
            return .stored
        case .append(let event):
            if !event.clientID.isEmpty {
                let key = Array(event.sender.text.utf8) + event.clientID
                if let first = self.byClientID[key] { return .duplicate(first) }
                self.byClientID[key] = event
            }
            self.append(event)
            return .stored
        case .events(let since, let account, let limit):
            let visible = self.events.filter { $0.revision > since && self.sees(account, $0) }
            return .events(Array(visible.prefix(limit)))
        case .newest(let account):
            return .events(self.events.last { self.sees(account, $0) }.map { [$0] } ?? [])
        case .history(let chat, let account, let before, let limit):
            let visible = self.events.filter {
                $0.chat == chat && (before == 0 || $0.revision < before) && self.sees(account, $0)
            }
            return .events(Array(visible.suffix(limit)))
        }
    }

    private mutating func create(_ record: ChatRecord, _ event: EventRecord) -> StoreReply {
        guard self.chats[record.id] == nil else { return .chatExists }
        if let unknown = record.members.keys.first(where: { self.accounts[$0] == nil }) {
            return .unknownAccount(unknown)
        }
        var chat = Chat(record: record)
        for name in record.members.keys {
            chat.intervals[name] = [Membership(since: event.revision)]
        }
        self.chats[record.id] = chat
        self.append(event)
        return .stored
    }

    private mutating func add(
        _ name: AccountName, _ role: ChatRole, _ event: EventRecord
    ) -> StoreReply {
        guard self.accounts[name] != nil else { return .unknownAccount(name) }
        self.append(event)
        guard self.chats[event.chat]?.record.members[name] == nil else { return .stored }
        self.chats[event.chat]?.record.members[name] = role
        self.chats[event.chat]?.intervals[name, default: []]
            .append(Membership(since: event.revision))
        return .stored
    }

    private mutating func append(_ event: EventRecord) {
        self.events.append(event)
    }

    /// Whether an account was in the chat when it was said.
    package func sees(_ account: AccountName, _ event: EventRecord) -> Bool {
        self.chats[event.chat]?.intervals[account]?.contains {
            $0.since <= event.revision && event.revision <= $0.until ?? .max
        } ?? false
    }

    package var messages: [EventRecord] { self.events.filter { $0.kind == .message } }

    /// All that an account may see, in order.
    package func visible(to account: AccountName) -> [EventRecord] {
        self.events.filter { self.sees(account, $0) }
    }
}
