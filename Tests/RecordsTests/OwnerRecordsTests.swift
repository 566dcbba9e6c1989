import Records
import Rooms
import Sessions
import Testing
import Units

/// Chats as the administrator sees them, and what he asks of the server.
struct OwnerRecordsTests {
    private let database: Database
    private let ada: AccountName
    private let bob: AccountName
    private let chat: ChatID

    init() throws {
        self.database = try Database()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        self.chat = try #require(ChatID("group:abcdefghijkmnpqr"))
        for name in [self.ada, self.bob] {
            try self.database.addAccount(
                name, SCRAMCredential(salt: [1], iterations: 4096, storedKey: [1], serverKey: [1]),
                at: Timestamp(milliseconds: 0))
        }
        try self.make(self.chat, .group, "team", [self.ada: .owner, self.bob: .user], 1)
        try self.make(.privateChat(self.ada, self.bob), .privateChat, "", [self.ada: .user], 2)
    }

    private struct Unexpected: Error {}

    private func make(
        _ id: ChatID, _ kind: ChatKind, _ title: String, _ members: [AccountName: ChatRole],
        _ revision: UInt64,
    ) throws {
        let event = EventRecord(
            revision: revision, chat: id, sender: self.ada, time: Timestamp(milliseconds: 1),
            ChatFact(.created, title))
        let chat = Chat(id: id, kind: kind, title: title, members: members)
        guard case .recorded? = self.database.perform([.createChat(chat, event)]).first else {
            throw Unexpected()
        }
    }

    @Test func onlyGroupsAndChannelsAreListed() throws {
        let listings = try self.database.chatListings()
        #expect(listings.map(\.id) == [self.chat])
        #expect(listings[0].owner == self.ada && listings[0].memberCount == 2)
        #expect(listings[0].title == "team")
    }

    /// Also one that the server has taken up and died over.
    @Test func anOrderStaysUntilItIsDone() throws {
        let order = OwnerOrder(chat: self.chat, account: self.bob)
        try self.database.setOwner(self.bob, of: self.chat, at: Timestamp(milliseconds: 1))
        let other = ChatFact(.roleChanged, account: self.ada, role: .admin)
        let fact = ChatFact(.roleChanged, account: self.bob, role: .owner)
        let event = { (revision: UInt64, fact: ChatFact) in
            EventRecord(
                revision: revision, chat: self.chat, sender: self.bob,
                time: Timestamp(milliseconds: 2), fact)
        }
        _ = self.database.perform([.record([event(3, other)], nil)])
        #expect(try self.database.ownerOrders() == [order])
        // The second event's revision is taken: nothing of it is done, nor is the order.
        _ = self.database.perform([.record([event(4, fact), event(3, other)], nil)])
        #expect(try self.database.ownerOrders() == [order])
        _ = self.database.perform([.record([event(4, fact), event(5, other)], nil)])
        #expect(try self.database.ownerOrders() == [])
        #expect(try self.database.chatListings()[0].owner == self.bob)
    }

    @Test func anOrderIsAuditedAndCanBeForgotten() throws {
        let now = Timestamp(milliseconds: 7000)
        #expect(try self.database.ownerOrders() == [])
        try self.database.setOwner(self.ada, of: self.chat, at: now)
        try self.database.setOwner(self.bob, of: self.chat, at: now)
        let order = OwnerOrder(chat: self.chat, account: self.bob)
        #expect(try self.database.ownerOrders() == [order])
        let other = OwnerOrder(chat: self.chat, account: self.ada)
        _ = self.database.perform([.forgetOwnerOrder(other)])
        #expect(try self.database.ownerOrders() == [order])
        _ = self.database.perform([.forgetOwnerOrder(order)])
        #expect(try self.database.ownerOrders() == [])
        #expect(
            try self.database.audit().last
                == AuditEntry(now, nil, .ownerSet, "group:abcdefghijkmnpqr bob"))
    }

    @Test func onlyAMemberOfAGroupCanBecomeItsOwner() throws {
        let eve = try #require(AccountName("eve"))
        let now = Timestamp(milliseconds: 0)
        #expect(throws: RecordsError.notInChat(eve, self.chat)) {
            try self.database.setOwner(eve, of: self.chat, at: now)
        }
        let pair = ChatID.privateChat(self.ada, self.bob)
        #expect(throws: RecordsError.noSuchChat(pair)) {
            try self.database.setOwner(self.ada, of: pair, at: now)
        }
        #expect(try self.database.audit().isEmpty)
    }
}
