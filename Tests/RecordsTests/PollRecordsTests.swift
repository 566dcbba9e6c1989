import Records
import Rooms
import Sessions
import Testing
import Units

/// What the database keeps of polls, and what it tells of them.
struct PollRecordsTests {
    let stage: ChatStage

    init() throws { self.stage = try ChatStage() }

    private func ask(_ revision: UInt64, isAnonymous: Bool = false) throws {
        var fact = ChatFact(.message, "lunch?")
        fact.poll = try Poll(
            "lunch?", options: ["soup", "rice"], isMultiple: true, isAnonymous: isAnonymous)
        self.stage.play(self.stage.event(revision, by: self.stage.ada, fact))
    }

    private func vote(_ revision: UInt64, by name: AccountName, _ numbers: Int...) {
        var fact = self.stage.fact(.voted, 2)
        fact.ballot = Ballot(numbers)
        _ = self.stage.perform(
            self.stage.event(revision, by: name, fact, id: UInt8(truncatingIfNeeded: revision)))
    }

    private func tally(for name: AccountName) -> PollTally? {
        self.stage.history(of: name).first { $0.revision == 2 }?.poll
    }

    @Test func `a poll stands as it was voted, also after reopening`() throws {
        try self.ask(2)
        self.vote(3, by: self.stage.ada, 1, 2)
        self.vote(4, by: self.stage.bob, 2)
        self.vote(5, by: self.stage.ada, 2)
        let tally = try #require(self.tally(for: self.stage.bob))
        #expect(tally.counts.map(\.votes) == [0, 2])
        #expect(tally.counts[1].accounts == [self.stage.ada, self.stage.bob])
        #expect(tally.voters == 2 && tally.own?.numbers == [2] && !tally.isClosed)
        let reopened = try Database(path: self.stage.files.path)
        let query = StoreQuery.history(
            self.stage.chat, account: self.stage.bob, .before(0), limit: 10)
        guard case .events(let events) = reopened.answer(query) else {
            Issue.record("no history")
            return
        }
        #expect(events.first { $0.revision == 2 }?.poll == tally)
    }

    @Test func `in an anonymous poll votes have no names, but one's own`() throws {
        try self.ask(2, isAnonymous: true)
        self.vote(3, by: self.stage.bob, 1)
        let own = try #require(self.stage.seen(by: self.stage.bob).last)
        #expect(own.sender == self.stage.bob && own.poll?.own?.numbers == [1])
        let others = try #require(self.stage.seen(by: self.stage.ada).last)
        #expect(others.fact.kind == .voted && others.revision == 3)
        #expect(others.sender == .nobody && others.clientID.isEmpty)
        #expect(others.poll?.counts.map(\.votes) == [1, 0])
        #expect(others.poll?.counts.map(\.accounts) == [[], []])
        // What is left when the poll is gone still tells nothing.
        _ = self.stage.perform(
            self.stage.event(4, by: self.stage.ada, self.stage.fact(.deleted, 2)))
        let left = try #require(self.stage.seen(by: self.stage.ada).first { $0.revision == 3 })
        #expect(left.sender == .nobody && left.poll == nil)
    }

    @Test func `deleting and clearing take the poll and its votes along`() throws {
        for fact in [self.stage.fact(.deleted, 2), ChatFact(.cleared)] {
            let test = try PollRecordsTests()
            try test.ask(2)
            test.vote(3, by: test.stage.bob, 1)
            _ = test.stage.perform(test.stage.event(4, by: test.stage.ada, fact))
            #expect(test.tally(for: test.stage.bob) == nil)
            var demand = MessageDemand(2, in: test.stage.chat)
            demand.isOpenPoll = true
            let again = test.stage.event(5, by: test.stage.bob, test.stage.fact(.pollClosed, 2))
            #expect(test.stage.perform(again, demand: demand) == .denied(.messageNotFound))
        }
    }

    @Test func `who has left is told nothing of votes since`() throws {
        try self.ask(2)
        let removed = ChatFact(.removed, account: self.stage.bob)
        _ = self.stage.perform(self.stage.event(3, by: self.stage.ada, removed))
        let before = self.stage.seen(by: self.stage.bob)
        self.vote(4, by: self.stage.ada, 1)
        _ = self.stage.perform(
            self.stage.event(5, by: self.stage.ada, self.stage.fact(.pollClosed, 2)))
        #expect(self.stage.seen(by: self.stage.bob) == before)
        #expect(before.first { $0.revision == 2 }?.poll?.voters == 0)
    }
}
