import GRDB
import Rooms
import Sessions
import Testing
import Units

@testable import Records

/// What stays of people without an account (L1.21).
struct GuestRecordsTests {
    private let stage: ChatStage
    private let conference: ConferenceID
    private let guest: AccountName
    private let early: AccountName

    /// One was in a conference's chat and has left, one never came so far.
    init() throws {
        self.stage = try ChatStage()
        var random = SeededRandom(seed: 1)
        self.conference = ConferenceID(using: &random)
        self.guest = .guest(using: &random)
        self.early = .guest(using: &random)
        self.stage.play()
        let zero = Timestamp(milliseconds: 0)
        let commands: [StoreCommand] = [
            .createChat(self.own, self.event(2, ChatFact(.created))),
            .addGuest(self.guest, try GuestName("Gwen"), at: zero),
            .addGuest(self.early, try GuestName("Gus"), at: zero),
            .record([self.event(3, ChatFact(.added, account: self.guest, role: .user))], nil),
            .record([self.event(4, ChatFact(.removed, account: self.guest))], nil),
            .removeGuest(self.guest), .removeGuest(self.early),
            // The newest event of all stays in any case.
            .record([self.stage.message(5, by: self.stage.ada, "later")], nil),
        ]
        let replies = self.stage.database.perform(commands)
        #expect(!replies.contains { if case .failed = $0 { true } else { false } })
    }

    private var own: Chat { Chat(id: .meeting(self.conference), kind: .meeting, title: "") }

    private func event(_ revision: UInt64, _ fact: ChatFact) -> EventRecord {
        EventRecord(
            revision: revision, chat: self.own.id, sender: self.stage.ada, time: ChatStage.time,
            fact)
    }

    private func names() throws -> [String] {
        try self.stage.database.inspect { database in
            try String.fetchAll(
                database,
                sql: "SELECT display_name FROM account WHERE kind = ? ORDER BY display_name",
                arguments: [AccountKind.guest.rawValue])
        }
    }

    private func sweep(keeping kept: [ConferenceID]) {
        let later = Timestamp(milliseconds: ChatStage.time.milliseconds + 1)
        _ = self.stage.database.perform([.sweepMeetings(keeping: kept, before: later)])
    }

    @Test func aNameGoesWithTheOnlyChatThatShowsIt() throws {
        // Who came into no chat is shown nowhere.
        #expect(try self.names() == ["", "Gwen"])
        self.sweep(keeping: [self.conference])
        #expect(try self.names() == ["", "Gwen"])
        self.sweep(keeping: [])
        #expect(try self.names() == ["", ""])
        #expect(try self.stage.database.snapshot().chats.map(\.id) == [self.stage.chat])
    }

    /// Its name is in the chat that the conference came from.
    @Test func whoHasMovedTheConferenceKeepsItsName() throws {
        let fact = ChatFact(.linked, self.conference.text)
        let moved = self.stage.event(6, by: self.guest, fact)
        _ = self.stage.database.perform([.record([moved], nil)])
        self.sweep(keeping: [])
        #expect(try self.names() == ["", "Gwen"])
        #expect(self.stage.history(of: self.stage.bob).last?.guestNames == [self.guest: "Gwen"])
    }

    @Test func aRoomThatOpensAgainTellsItsGuestsOfOtherTimes() throws {
        let event = self.event(9, ChatFact(.created))
        #expect(
            self.stage.database.perform([.openMeeting(self.own, event)])
                == [.reopened(event, guests: [try GuestName("Gwen")])])
    }
}
