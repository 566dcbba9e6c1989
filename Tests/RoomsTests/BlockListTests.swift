import Rooms
import Testing
import Units

struct BlockListTests {
    private let ada: AccountName
    private let bob: AccountName

    init() throws {
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
    }

    @Test func `a block holds one way, and until it is taken back`() throws {
        var lists = BlockLists()
        let (isNew, isNewAgain) = (
            lists.set(true, self.bob, of: self.ada), lists.set(true, self.bob, of: self.ada)
        )
        #expect(isNew && !isNewAgain)
        #expect(lists.holds(self.bob, of: self.ada))
        #expect(!lists.holds(self.ada, of: self.bob))
        #expect(lists.list(of: self.ada) == [self.bob])
        let (isGone, isGoneAgain) = (
            lists.set(false, self.bob, of: self.ada), lists.set(false, self.bob, of: self.ada)
        )
        #expect(isGone && !isGoneAgain)
        #expect(lists == BlockLists())
    }

    @Test func `a list has an end, and oneself is never on it`() throws {
        var lists = BlockLists()
        for number in 0..<BlockLists.lengthMaximum {
            let name = try #require(AccountName("user\(number)"))
            try lists.checkRoom(for: name, of: self.ada)
            lists.set(true, name, of: self.ada)
        }
        #expect(throws: Denial(.full, "at most 1000 people can be blocked")) {
            try lists.checkRoom(for: self.bob, of: self.ada)
        }
        // Who is on it already needs no room.
        try lists.checkRoom(for: try #require(AccountName("user7")), of: self.ada)
        try lists.checkRoom(for: self.ada, of: self.bob)
        #expect(throws: Denial(.notPossibleNow, "nobody blocks oneself")) {
            try lists.checkRoom(for: self.bob, of: self.bob)
        }
        lists.forget(self.ada)
        #expect(lists.list(of: self.ada).isEmpty)
    }

    @Test func `what only oneself sees, and taking back, reach nobody`() {
        for kind in ChatFact.Kind.allCases {
            let reaches = ChatPlan(ChatFact(kind)).reachesOthers
            let isHarmless: [ChatFact.Kind] = [
                .hidden, .clearedForMe, .read, .muted, .unmuted, .placed, .drafted,
                .deleted,
            ]
            #expect(reaches == !isHarmless.contains(kind), "\(kind)")
        }
    }
}
