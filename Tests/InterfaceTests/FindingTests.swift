import Canvas
import Interface
import Rooms
import Testing
import Units

/// Going from one thing that was found to the next.
struct FindingTests {
    private static let hits = [2, 5, 9].map { ChatLine.said("bob", "cake \($0)", $0) }

    private func found() -> Screen {
        var screen = Screen.ready()
        for minute in 0..<12 {
            screen.send(
                .line(
                    Self.hits.first { $0.revision == UInt64(minute + 1) }
                        ?? .said("bob", "line \(minute)", minute)))
        }
        screen.send(.found(Self.hits.reversed(), words: "cake"))
        screen.keys("escape")
        return screen
    }

    @Test func whatWasFoundIsMarkedUntilEsc() {
        var screen = self.found()
        #expect(screen.shows("┃ cake 2") && screen.shows("│ line 3"))
        screen.keys("escape")
        #expect(screen.shows("│ cake 2"))
    }

    @Test func keysGoFromOneToTheNext() {
        var screen = self.found()
        screen.keys("alt+,")
        #expect(screen.shows("▌ cake 9"))
        screen.keys("alt+,", "alt+,")
        #expect(screen.shows("▌ cake 2"))
        screen.keys("alt+,")
        #expect(screen.shows("▌ cake 2") && screen.text[0].hasPrefix("no more"))
        screen.keys("alt+.")
        #expect(screen.shows("▌ cake 5"))
    }

    @Test func aKeyGoesThroughWhatNamesOne() {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "@alice first", 1)))
        screen.send(.line(.said("bob", "@all second", 2)))
        screen.send(.line(.said("alice", "@alice myself", 3)))
        screen.send(.line(.said("carol", "@alice there", 4, in: .ops)))
        screen.keys("alt+t")
        #expect(screen.shows("▌ @alice there"))
        screen.keys("alt+1", "alt+t")
        #expect(screen.shows("▌ @all second"))
        screen.keys("alt+t")
        #expect(screen.shows("▌ @alice first"))
        screen.keys("alt+t")
        #expect(screen.text[0].hasPrefix("no message here names you"))
    }

    // MARK: Help

    @Test func helpIsLookedThrough() {
        var screen = Screen.ready()
        screen.keys("f1", "/")
        screen.type("whom nobody has")
        #expect(screen.shows("find: whom nobody has"))
        screen.keys("ctrl+u")
        screen.type("podium")
        screen.keys("enter")
        let first = screen.text
        #expect(first[2].lowercased().contains("podium"))
        screen.keys("n", "n")
        #expect(screen.text != first)
        screen.keys("N", "N")
        #expect(screen.text == first)
        screen.keys("/", "escape", "q")
        #expect(!screen.shows("Help"))
    }

    /// Nothing is cut off, however narrow the screen is.
    @Test(arguments: [40, 60, 80, 100])
    func helpIsWrapped(columns: Int) {
        let missing = Self.wordsOfHelp(250).subtracting(Self.wordsOfHelp(columns))
            .filter { !$0.contains { "─│┌".contains($0) } }
        // Of the list of chats and of the title, which have no room there.
        #expect(Set(missing).subtracting(["#ops", "@bob", "finds)"]) == [])
    }

    private static func wordsOfHelp(_ columns: Int) -> Set<Substring> {
        var screen = Screen.ready(columns, 600)
        screen.keys("f1")
        let above = screen.text.dropLast().joined(separator: " ")
        return Set(above.split(separator: " "))
    }

    @Test func theLogIsLookedThroughToo() {
        var screen = Screen.ready()
        for number in 0..<60 { screen.send(.notice(.info, "number \(number)")) }
        screen.enter("/log")
        screen.keys("/")
        screen.type("BER 41")
        screen.keys("enter")
        #expect(screen.shows("number 41"))
        #expect(screen.style(of: "number 41") == Theme.standard[.overlaySelected])
    }

    // MARK: Links

    @Test func aLinkIsCopiedOrOpened() throws {
        var screen = Screen.ready()
        screen.send(.line(.said("bob", "see https://example.org/x", 1)))
        screen.keys("alt+l", "enter")
        #expect(screen.take() == [.copy(["https://example.org/x"])])
        screen.state.opensLinks = true
        screen.keys("alt+l", "enter")
        let link = try #require(Link("https://example.org/x"))
        #expect(screen.take() == [.browse(link)])
        screen.keys("alt+l")
        #expect(screen.shows("Links; Enter opens, alt+c copies  1"))
        screen.keys("alt+c")
        #expect(screen.take() == [.copy(["https://example.org/x"])])
        #expect(!screen.shows("Links;"))
    }

    // MARK: Removing people

    @Test func removingSomebodyIsAskedAbout() throws {
        var screen = Screen.inCall()
        screen.enter("/eject bob")
        #expect(screen.shows("remove from the conference: bob?") && screen.take() == [])
        screen.keys("y")
        #expect(screen.take() == [.conference(.remove(.one(2)))])
        screen.enter("/kick @bob")
        #expect(screen.shows("remove bob from #team?") && screen.take() == [])
        screen.keys("y")
        #expect(screen.take() == [.act(chat: .team, .remove(.bob))])
    }
}
