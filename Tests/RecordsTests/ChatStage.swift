import Rooms
import Sessions
import Testing
import Units

@testable import Records

/// A database with three accounts, and a group of the first two.
final class ChatStage {
    let files: TestDatabase
    var database: Database { self.files.database }
    let ada: AccountName
    let bob: AccountName
    let eve: AccountName
    let chat: ChatID

    static let time = Timestamp(milliseconds: 1_000_000)

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        self.eve = try #require(AccountName("eve"))
        self.chat = try #require(ChatID("group:1"))
        let credential = SCRAMCredential(
            salt: [1], iterations: 4096, storedKey: [1], serverKey: [2])
        for name in [self.ada, self.bob, self.eve] {
            try self.database.addAccount(name, credential, at: Self.time)
        }
    }

    func event(
        _ revision: UInt64, by sender: AccountName, _ fact: ChatFact, id: UInt8? = nil
    ) -> EventRecord {
        EventRecord(
            revision: revision, chat: self.chat, sender: sender, time: Self.time, fact,
            clientID: id.map { [UInt8](repeating: $0, count: 16) } ?? [])
    }

    func message(_ revision: UInt64, by sender: AccountName, _ text: String) -> EventRecord {
        self.event(
            revision, by: sender, ChatFact(.message, text), id: UInt8(truncatingIfNeeded: revision))
    }

    var created: EventRecord { self.event(1, by: self.ada, ChatFact(.created, "team")) }

    var group: Chat {
        Chat(
            id: self.chat, kind: .group, title: "team",
            members: [self.ada: .owner, self.bob: .user], since: 1)
    }

    func make() -> StoreCommand { .createChat(self.group, self.created) }

    /// Makes the group, and records one event after the other.
    @discardableResult
    func play(_ events: EventRecord...) -> [StoreReply] {
        self.database.perform([self.make()] + events.map { .record([$0], nil) })
    }

    func perform(_ events: EventRecord..., demand: MessageDemand? = nil) -> StoreReply {
        self.database.perform([.record(events, demand)])[0]
    }

    func fact(
        _ kind: ChatFact.Kind, _ message: UInt64, _ text: String = "",
        of account: AccountName? = nil
    ) -> ChatFact {
        ChatFact(kind, text, message: message, account: account)
    }

    func seen(by name: AccountName, since: UInt64 = 0) -> [EventRecord] {
        let replies = self.database.perform([.events(since: since, account: name, limit: 100)])
        if case .events(let events)? = replies.first { return events }
        return []
    }

    func history(of name: AccountName, before: UInt64 = 0, limit: Int = 100) -> [EventRecord] {
        self.events(.history(self.chat, account: name, .before(before), limit: limit))
    }

    func history(of name: AccountName, after: UInt64, limit: Int) -> [EventRecord] {
        self.events(.history(self.chat, account: name, .after(after), limit: limit))
    }

    /// What is found by reading and, which must be the same, in the index.
    func found(_ text: String, by name: AccountName, in chat: ChatID? = nil) throws -> [UInt64] {
        let words = try #require(SearchWords(text))
        let found = self.events(.search(words, chat, account: name, before: 0, limit: 100))
            .map(\.revision)
        let indexed = try? self.database.inspect {
            try $0.search(words, chat, name, before: 0, limit: 100, reading: 0)
        }
        #expect(found == indexed.map { $0.map(\.revision) } ?? [])
        return found
    }

    func standing(of name: AccountName) -> ChatStanding? {
        guard case .standings(let all) = self.database.answer(.standings(account: name)) else {
            return nil
        }
        return all[self.chat]
    }

    private func events(_ query: StoreQuery) -> [EventRecord] {
        if case .events(let events) = self.database.answer(query) { return events }
        return []
    }
}
