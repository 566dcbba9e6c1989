import GRDB
import Rooms
import Sessions
import Testing
import Units

@testable import Records

/// How far a search reads before it asks the index, and that nobody notices where it stops.
struct SearchBudgetTests {
    private static let rare = "needle"

    /// Messages of a chat from revision 2 on, every tenth with the rare word.
    private func stage(_ count: UInt64, _ text: String = "hay") throws -> ChatStage {
        let stage = try ChatStage()
        let messages = (2..<(2 + count)).map { revision in
            let text = revision.isMultiple(of: 10) ? "\(Self.rare) \(text)" : text
            return stage.event(revision, by: stage.ada, ChatFact(.message, text))
        }
        let commands = [stage.make()] + messages.map { .record([$0], nil) }
        #expect(stage.database.perform(commands).count == messages.count + 1)
        return stage
    }

    private func areAllRead(_ stage: ChatStage, chats: [Int64] = [1]) throws -> Bool {
        let nothing = try #require(SoughtWords(["nowhere"]))
        return try stage.database.inspect { database in
            try database.newest(
                of: chats, .max, with: nothing, GRDB.Database.readMaximum, limit: 50
            ).areAll
        }
    }

    /// Page by page, each from behind the last message of the one before.
    private func pages(_ stage: ChatStage, of length: Int) throws -> [UInt64] {
        let words = try #require(SearchWords(Self.rare))
        var (found, before): ([UInt64], UInt64) = ([], 0)
        while true {
            let query = StoreQuery.search(
                words, nil, account: stage.bob, before: before, limit: length)
            guard case .events(let page) = stage.database.answer(query), let last = page.last
            else { return found }
            found += page.map(\.revision)
            before = last.revision
        }
    }

    @Test func aThousandEventsAreRead() throws {
        let maximum = UInt64(GRDB.Database.readMaximum)
        // With the chat's beginning.
        #expect(try self.areAllRead(self.stage(maximum - 2)))
        let stage = try self.stage(maximum + 300)
        #expect(try !self.areAllRead(stage))
        let all = (2..<(maximum + 302)).filter { $0.isMultiple(of: 10) }.reversed()
        for length in [7, 50, 100, 101, 200] {
            #expect(try self.pages(stage, of: length) == Array(all), "\(length)")
        }
    }

    @Test func aQuarterMebibyteOfTextIsRead() throws {
        let text = String(repeating: "a", count: 4000)
        let fitting = UInt64(GRDB.Database.readBytesMaximum / 4000)
        #expect(try self.areAllRead(self.stage(fitting - 1, text)))
        let stage = try self.stage(fitting + 30, text)
        #expect(try !self.areAllRead(stage))
        let all = (2..<(fitting + 32)).filter { $0.isMultiple(of: 10) }.reversed()
        for length in [1, 3, 6, 20] {
            #expect(try self.pages(stage, of: length) == Array(all), "\(length)")
        }
    }

    @Test func ofFiveHundredChatsTheNewestAreRead() throws {
        let stage = try self.stage(10)
        let maximum = Int64(GRDB.Database.chatsReadMaximum)
        #expect(try self.areAllRead(stage, chats: Array(1...maximum)))
        #expect(try !self.areAllRead(stage, chats: Array(1...(maximum + 1))))
    }

    @Test func inMoreChatsThanThatWhatIsThereIsFound() throws {
        let stage = try self.stage(20)
        let chats = (0..<GRDB.Database.chatsReadMaximum).map { number in
            let id = ChatID("group:\(number)x")!
            let event = EventRecord(
                revision: 1000 + UInt64(number), chat: id, sender: stage.ada, time: ChatStage.time,
                ChatFact(.created, "team"))
            return StoreCommand.createChat(
                Chat(id: id, kind: .group, title: "team", members: [stage.bob: .owner]), event)
        }
        _ = stage.database.perform(chats)
        #expect(try self.pages(stage, of: 1) == [20, 10])
    }
}
