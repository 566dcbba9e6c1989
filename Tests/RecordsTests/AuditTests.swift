import Records
import Rooms
import Sessions
import Testing
import Units

/// What an auditor sees of conferences with chats of their own (L2.13).
struct AuditTests {
    private let database: Database
    private let ada: AccountName
    private let conference: ConferenceID

    init() throws {
        self.database = try Database()
        self.ada = try #require(AccountName("ada"))
        self.conference = try #require(ConferenceID("k7f2-mq9x-d3tv"))
        let credential = SCRAMCredential(
            salt: [1], iterations: 4096, storedKey: [2], serverKey: [3])
        try self.database.addAccount(self.ada, credential, at: Timestamp(milliseconds: 0))
    }

    private func event(_ revision: UInt64, _ chat: ChatID, _ fact: ChatFact) -> EventRecord {
        EventRecord(
            revision: revision, chat: chat, sender: self.ada,
            time: Timestamp(milliseconds: Int64(revision) * 1000), fact)
    }

    private func unlink() throws {
        let group = Chat(
            id: try #require(ChatID("group:abcdefghijkmnpqr")), kind: .group, title: "team",
            members: [self.ada: .owner])
        let own = Chat(id: .meeting(self.conference), kind: .meeting, title: "")
        let id = self.conference.text
        let commands: [StoreCommand] = [
            .createChat(group, self.event(1, group.id, ChatFact(.created, "team"))),
            .createChat(own, self.event(2, own.id, ChatFact(.created))),
            .record([self.event(3, group.id, ChatFact(.unlinked, id))], nil),
            .record([self.event(4, own.id, ChatFact(.linked))], nil),
            .record([self.event(5, group.id, ChatFact(.linked, id))], nil),
            // Once more, nothing of the first time is lost.
            .createChat(own, self.event(6, own.id, ChatFact(.created))),
        ]
        for reply in self.database.perform(commands).dropLast() {
            guard case .recorded = reply else { throw Unexpected() }
        }
    }

    private struct Unexpected: Error {}

    @Test func chatsOfConferencesAreAuditedByWhoAndWhen() throws {
        try self.unlink()
        let deeds: [(Int64, AuditEntry.Deed)] = [(2, .chatMade), (3, .unlinked), (5, .linked)]
        let expected = deeds.map { second, deed in
            AuditEntry(
                Timestamp(milliseconds: second * 1000), self.ada, deed, self.conference.text)
        }
        #expect(try self.database.audit() == expected)
    }

    /// The chat goes when nobody has said anything; that there was one stays.
    @Test func whatWasAuditedOutlivesTheChat() throws {
        try self.unlink()
        let later = Timestamp(milliseconds: 100_000)
        let sweep = StoreCommand.sweepMeetings(keeping: [], before: later)
        #expect(self.database.perform([sweep]) == [.swept(leavesSilent: false)])
        let chats = try self.database.snapshot().chats.map(\.kind)
        #expect(chats == [.group])
        #expect(try self.database.audit().count == 3)
    }
}
