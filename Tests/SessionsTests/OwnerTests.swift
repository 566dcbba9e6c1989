import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// The administrator gives a chat another owner (L2.23).
struct OwnerTests {
    private func order(_ chat: String, _ name: String) throws -> OwnerOrder {
        OwnerOrder(chat: try #require(ChatID(chat)), account: try #require(AccountName(name)))
    }

    private func roles(_ desk: Desk, _ chat: String) throws -> [String: ChatRole] {
        let chat = desk.switchboard.chats[try #require(ChatID(chat))]
        return Dictionary(
            (chat?.members ?? [:]).map { ($0.key.text, $0.value.role) }, uniquingKeysWith: { $1 })
    }

    @Test func theNewOwnerIsToldToEverybodyAndTheOldOneIsAdmin() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, eve) = (try desk.enter(1, "ada"), try desk.enter(2, "eve"))
        for id in [ada, eve] { desk.goLive(id) }
        let chat = try desk.group(ada, "team", with: "bob")
        desk.forgetTold()
        desk.feed(.ownersSet([try self.order(chat, "bob")]))
        #expect(try self.roles(desk, chat) == ["ada": .admin, "bob": .owner])
        #expect(desk.told[ada]?.count == 2 && desk.told[eve] == nil)
        try desk.restart()
        #expect(try self.roles(desk, chat) == ["ada": .admin, "bob": .owner])
    }

    /// What the server has taken up and not committed is asked of the next one.
    @Test func anOrderOutlivesAServerThatDies() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team", with: "bob")
        let (database, order) = (desk.store.database, try self.order(chat, "bob"))
        try database.setOwner(order.account, of: order.chat, at: desk.now.timestamp)
        desk.holdsStore = true
        desk.feed(.ownersSet(try database.ownerOrders()))
        desk.forgetHeld()
        desk.holdsStore = false
        try desk.restart()
        #expect(try self.roles(desk, chat) == ["ada": .owner, "bob": .user])
        #expect(try database.ownerOrders() == [order])
        desk.feed(.ownersSet(try database.ownerOrders()))
        #expect(try self.roles(desk, chat) == ["ada": .admin, "bob": .owner])
        #expect(try database.ownerOrders() == [])
        // There is nothing to do, which is kept, too.
        try database.setOwner(order.account, of: order.chat, at: desk.now.timestamp)
        desk.feed(.ownersSet(try database.ownerOrders()))
        #expect(try database.ownerOrders() == [])
    }

    /// It is asked again every second until it is done.
    @Test func anOrderThatIsAskedAgainMeanwhileIsDoneOnce() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        desk.goLive(ada)
        let chat = try desk.group(ada, "team", with: "bob")
        desk.forgetTold()
        desk.holdsStore = true
        for _ in 0..<3 { desk.feed(.ownersSet([try self.order(chat, "bob")])) }
        desk.holdsStore = false
        desk.answerStore()
        #expect(try self.roles(desk, chat) == ["ada": .admin, "bob": .owner])
        #expect(desk.told[ada]?.count == 2)
    }

    @Test func whatCanNotBeDoneIsNotDone() throws {
        var desk = try Desk("ada", "bob", "eve")
        let ada = try desk.enter(1, "ada")
        desk.goLive(ada)
        let chat = try desk.group(ada, "team", with: "bob")
        desk.forgetTold()
        desk.feed(
            .ownersSet([
                try self.order(chat, "eve"), try self.order(chat, "ada"),
                try self.order("group:x", "ada"),
            ]))
        #expect(try self.roles(desk, chat) == ["ada": .owner, "bob": .user])
        #expect(desk.told.isEmpty)
    }

    @Test func itWaitsForAChangeThatIsUnderWay() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team", with: "bob")
        desk.holdsStore = true
        desk.ask(ada, Desk.act(.leave(Empty()), in: chat, number: 1))
        desk.feed(.ownersSet([try self.order(chat, "ada")]))
        desk.holdsStore = false
        desk.answerStore()
        // She has left, and he has inherited.
        #expect(try self.roles(desk, chat) == ["bob": .owner])
    }
}
