import Interface
import Rooms
import Testing
import Units

/// People of whom one wants to hear nothing.
struct BlockTests {
    @Test func blocksAndTakesItBack() {
        var screen = Screen.ready(100, 30)
        screen.enter("/block @bob")
        #expect(screen.take() == [.block(.bob, ends: false)])
        screen.enter("/unblock bob")
        #expect(screen.take() == [.block(.bob, ends: true)])
    }

    @Test(arguments: [
        ("/unblock", "it is written /unblock @user"),
        ("/block @alice", "'@alice' cannot be an account"),
    ])
    func explainsWhomNobodyBlocks(line: String, words: String) {
        var screen = Screen.ready(100, 30)
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.shows(words))
    }

    @Test func whatHasBecomeDifferentIsSaidOnce() {
        var screen = Screen.ready(100, 30)
        screen.send(.blocked([]))
        screen.enter("/block")
        #expect(screen.shows("nobody is blocked"))
        screen.send(.blocked([.bob]))
        #expect(screen.shows("@bob is blocked; /unblock takes that back"))
        screen.enter("/block")
        #expect(screen.shows("blocked: @bob"))
        screen.send(.blocked([]))
        #expect(screen.shows("@bob is not blocked any more"))
    }

    /// What was blocked before the program began is no news.
    @Test func whatIsTheCaseIsNoNews() {
        var screen = Screen.ready(100, 30)
        screen.send(.blocked([.bob]))
        #expect(!screen.shows("@bob is blocked"))
    }

    @Test func whoIsBlockedCallsForNoAttention() {
        var screen = Screen.ready(100, 30)
        screen.send(.chats([.team, .bob, .ops]))
        screen.send(.blocked([.carol]))
        _ = screen.take()
        screen.send(.line(.said("carol", "@alice, look", 1, in: .ops)))
        #expect(!screen.take().contains(.bell))
        screen.send(.line(.said("bob", "@alice, look", 2, in: .ops)))
        #expect(screen.take().contains(.bell))
    }
}
