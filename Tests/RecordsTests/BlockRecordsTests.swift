import Records
import Rooms
import Sessions
import Testing
import Units

/// Block lists outlive the server, and go with the account.
struct BlockRecordsTests {
    private let files: TestDatabase
    private var database: Database { self.files.database }
    private let ada: AccountName
    private let bob: AccountName

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        for name in [self.ada, self.bob] {
            try self.database.addAccount(
                name,
                SCRAMCredential(salt: [1], iterations: 4096, storedKey: [1], serverKey: [1]),
                at: Timestamp(milliseconds: 0))
        }
    }

    @Test func whatIsBlockedIsKept() throws {
        let replies = self.database.perform([
            .block(self.bob, by: self.ada), .block(self.bob, by: self.ada),
            .block(self.ada, by: self.bob), .unblock(self.ada, by: self.bob),
            .unblock(self.ada, by: self.bob),
        ])
        #expect(replies.allSatisfy { $0 == .stored })
        var expected = BlockLists()
        expected.set(true, self.bob, of: self.ada)
        #expect(try self.database.snapshot().blocks == expected)
        // Who is blocked may be gone; the name is never given again.
        try self.database.removeAccount(self.bob)
        #expect(try self.database.snapshot().blocks == expected)
        try self.database.removeAccount(self.ada)
        #expect(try self.database.snapshot().blocks == BlockLists())
    }

    @Test func aMentionByWhoIsBlockedIsNotCounted() throws {
        let id = try #require(ChatID("group:abcdefghijkmnpqr"))
        let chat = Chat(
            id: id, kind: .group, title: "team", members: [self.ada: .owner, self.bob: .user])
        func event(_ revision: UInt64, _ fact: ChatFact) -> EventRecord {
            EventRecord(
                revision: revision, chat: id, sender: self.bob,
                time: Timestamp(milliseconds: 1), fact)
        }
        _ = self.database.perform([
            .createChat(chat, event(1, ChatFact(.created, "team"))),
            .record([event(2, ChatFact(.message, "@ada, look"))], nil),
            .record([event(3, ChatFact(.message, "@all too"))], nil),
        ])
        func standing() -> ChatStanding? {
            guard case .standings(let all) = self.database.answer(.standings(account: self.ada))
            else { return nil }
            return all[id]
        }
        #expect(standing()?.mentions == 2)
        _ = self.database.perform([.block(self.bob, by: self.ada)])
        #expect(standing()?.mentions == 0)
        // It is said in the group all the same.
        #expect(standing()?.unread == 2)
        _ = self.database.perform([.unblock(self.bob, by: self.ada)])
        #expect(standing()?.mentions == 2)
    }
}
