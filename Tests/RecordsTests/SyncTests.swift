import Records
import Rooms
import Sessions
import Testing
import Units

/// Catching up over many chats, and looking back over several stays in one.
struct SyncTests {
    let stage: ChatStage

    init() throws { self.stage = try ChatStage() }

    private func page(since: UInt64, of name: AccountName, limit: Int) -> [UInt64] {
        let replies = self.stage.database.perform([
            .events(since: since, account: name, limit: limit)
        ])
        guard case .events(let events)? = replies.first else { return [] }
        return events.map(\.revision)
    }

    private func newest(of name: AccountName) -> UInt64? {
        guard
            case .events(let events)? = self.stage.database.perform([.newest(account: name)]).first
        else { return nil }
        return events.last?.revision
    }

    /// Chats with few and with many messages, in any order, and one of others among them.
    @Test(arguments: [1, 7, 50, 1000])
    func pagesOfManyChatsLeaveNothingOutAndRepeatNothing(limit: Int) throws {
        var random = SeededRandom(seed: 7)
        let stage = self.stage
        var revision: UInt64 = 0
        var expected: [UInt64] = []
        for number in 0..<30 {
            revision += 1
            let owner = number == 0 ? stage.eve : stage.ada
            let id = try #require(ChatID("group:\(number)"))
            let chat = Chat(
                id: id, kind: .group, title: "", members: [owner: .owner, stage.bob: .user])
            let event = EventRecord(
                revision: revision, chat: id, sender: owner, time: ChatStage.time,
                ChatFact(.created))
            if number > 0 { expected.append(revision) }
            #expect(stage.database.perform([.createChat(chat, event)]) == [.recorded([event])])
        }
        for _ in 0..<600 {
            revision += 1
            // The square makes the first chats much busier.
            let share = Double.random(in: 0..<1, using: &random)
            let number = Int(share * share * 30)
            let isMark = Int.random(in: 0..<5, using: &random) == 0
            let event = EventRecord(
                revision: revision, chat: try #require(ChatID("group:\(number)")),
                sender: stage.bob, time: ChatStage.time,
                isMark ? ChatFact(.muted) : ChatFact(.message, "news"))
            _ = stage.database.perform([.record([event], nil)])
            if number > 0, !isMark { expected.append(revision) }
        }
        var seen: [UInt64] = []
        while true {
            let page = self.page(since: seen.last ?? 0, of: stage.ada, limit: limit)
            #expect(page.count <= limit)
            seen += page
            if page.count < limit { break }
        }
        #expect(seen == expected)
        #expect(self.newest(of: stage.ada) == expected.last)
    }

    @Test func marksOfOnesOwnComeInTheirPlace() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.bob, "one"),
            stage.event(3, by: stage.ada, stage.fact(.read, 2)),
            stage.event(4, by: stage.bob, stage.fact(.read, 2)),
            stage.message(5, by: stage.bob, "two"))
        #expect(self.page(since: 0, of: stage.ada, limit: 10) == [1, 2, 3, 5])
        #expect(self.page(since: 2, of: stage.ada, limit: 1) == [3])
        #expect(self.newest(of: stage.bob) == 5)
        #expect(self.newest(of: stage.eve) == nil)
    }

    @Test func whoCameAndWentAndCameAgainLooksBackOnItsOwnTimes() {
        let stage = self.stage
        let added = ChatFact(.added, account: stage.eve)
        let removed = ChatFact(.removed, account: stage.eve)
        stage.play(
            stage.message(2, by: stage.ada, "before"), stage.event(3, by: stage.ada, added),
            stage.message(4, by: stage.ada, "there"), stage.event(5, by: stage.ada, removed),
            stage.message(6, by: stage.ada, "away"), stage.event(7, by: stage.ada, added),
            stage.message(8, by: stage.ada, "again"))
        #expect(stage.history(of: stage.eve).map(\.revision) == [3, 4, 5, 7, 8])
        #expect(stage.history(of: stage.eve, limit: 3).map(\.revision) == [5, 7, 8])
        #expect(stage.history(of: stage.eve, before: 7).map(\.revision) == [3, 4, 5])
        #expect(self.page(since: 0, of: stage.eve, limit: 3) == [3, 4, 5])
        // Then she is let see everything: her times overlap, and nothing comes twice.
        _ = stage.perform(
            stage.event(
                9, by: stage.ada, stage.fact(.historyGranted, 0, of: stage.eve)))
        #expect(stage.history(of: stage.eve).map(\.revision) == Array(1...9))
        #expect(self.page(since: 0, of: stage.eve, limit: 100) == Array(1...9))
    }

    @Test func whoHasPutAllAwaySeesWhatIsAboutNoMessage() {
        let stage = self.stage
        stage.play(
            stage.message(2, by: stage.bob, "gone"),
            stage.event(3, by: stage.ada, ChatFact(.retitled, "new")),
            stage.event(4, by: stage.ada, stage.fact(.reacted, 2, "👍")),
            stage.event(5, by: stage.ada, ChatFact(.clearedForMe)),
            stage.message(6, by: stage.bob, "fresh"))
        #expect(stage.history(of: stage.ada).map(\.revision) == [1, 3, 6])
        #expect(self.page(since: 0, of: stage.ada, limit: 100) == [1, 3, 5, 6])
        #expect(stage.history(of: stage.bob).map(\.revision) == [1, 2, 3, 4, 6])
    }
}
