import Sessions
import Testing
import Wire

/// In which order a person's chats are listed.
struct ChatOrderTests {
    private func titles(_ desk: inout Desk, _ id: ConnectionID) throws -> [String] {
        guard case .chatList(let list)? = desk.ask(id, .listChats(ListChats())) else {
            throw Desk.Unexpected()
        }
        return list.chats.map(\.title)
    }

    /// By the IDs, which are drawn at random, no number of the list would stay.
    @Test func chatsStandInTheOrderInWhichOneCameIntoThem() throws {
        var desk = try Desk("ada", "bob", "eve")
        let eve = try desk.enter(1, "eve")
        let early = try desk.group(eve, "made first", with: "bob")
        let ada = try desk.enter(2, "ada")
        let made = (1...8).map { "group \($0)" }
        for title in made { _ = try desk.group(ada, title, with: "bob") }
        #expect(try self.titles(&desk, ada) == made)

        var add = AddMember()
        add.account = "ada"
        let added = desk.ask(eve, Desk.act(.add(add), in: early, number: 1))
        #expect(Desk.refusal(added) == nil)
        #expect(try self.titles(&desk, ada) == made + ["made first"])
        try desk.restart()
        let again = try desk.enter(3, "ada")
        #expect(try self.titles(&desk, again) == made + ["made first"])
    }
}
