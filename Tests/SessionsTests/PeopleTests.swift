import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Looking for people in the directory (L1.14).
struct PeopleTests {
    private static func find(
        _ desk: inout Desk, _ id: ConnectionID, _ text: String = "", after: String = ""
    ) throws -> PeoplePage {
        var find = FindPeople()
        (find.text, find.after) = (text, after)
        guard case .peoplePage(let page)? = desk.ask(id, .findPeople(find)) else {
            throw Desk.Unexpected()
        }
        return page
    }

    private static func account(_ name: String) throws -> AccountName {
        try #require(AccountName(name))
    }

    @Test func peopleAreFoundByAccountAndByName() throws {
        var desk = try Desk("ada", "bob", "eve", "gone")
        try desk.store.database.editAccount(Self.account("bob")) { $0.displayName = "Ödön Builder" }
        try desk.store.database.setActive(false, Self.account("gone"))
        let ada = try desk.enter(1, "ada")
        let all = try Self.find(&desk, ada)
        #expect(all.people.map(\.account) == ["ada", "bob", "eve"] && all.complete)
        #expect(all.people[1].name == "Ödön Builder" && all.people[1].kind == .person)
        #expect(try Self.find(&desk, ada, "öDÖN").people.map(\.account) == ["bob"])
        #expect(try Self.find(&desk, ada, "E").people.map(\.account) == ["bob", "eve"])
        #expect(try Self.find(&desk, ada, "%").people.isEmpty)
        #expect(try Self.find(&desk, ada, after: "bob").people.map(\.account) == ["eve"])
        var find = FindPeople()
        find.text = String(repeating: "x", count: 65)
        #expect(Desk.refusal(desk.ask(ada, .findPeople(find))) == .tooLong)
    }

    @Test func whoMayNotBeSeenIsNotFound() throws {
        var desk = try Desk("ada", "bob", "eve")
        let database = desk.store.database
        let (all, few) = (GroupName.everyone, try #require(GroupName("few")))
        try database.addGroup(few, rights: [])
        try database.changeMembers(of: few, add: [Self.account("ada"), Self.account("bob")])
        try database.changeView(of: all, remove: [all])
        try database.changeView(of: few, add: [few])
        let (ada, eve) = (try desk.enter(1, "ada"), try desk.enter(2, "eve"))
        #expect(try Self.find(&desk, ada).people.map(\.account) == ["ada", "bob"])
        #expect(try Self.find(&desk, ada, "eve").people.isEmpty)
        #expect(try Self.find(&desk, eve).people.map(\.account) == ["eve"])
    }

    @Test func presenceIsToldWhereItIsToldAnyhow() throws {
        var desk = try Desk("ada", "bob", "eve", "zoe")
        let (ada, bob, zoe) = (
            try desk.enter(1, "ada"), try desk.enter(2, "bob"), try desk.enter(3, "zoe")
        )
        _ = try desk.group(ada, "team", with: "bob", "eve")
        desk.live(1000)
        desk.feed(.timeout)
        func presences() throws -> [PresenceCode] {
            try Self.find(&desk, ada).people.map(\.presence)
        }
        #expect(try presences() == [.unspecified, .online, .offline, .unspecified])
        var block = Block()
        block.account = "ada"
        desk.ask(bob, .block(block))
        #expect(try presences() == [.unspecified, .offline, .offline, .unspecified])
        #expect(try Self.find(&desk, zoe).people.allSatisfy { $0.presence == .unspecified })
    }

    @Test func aLongListComesInPages() throws {
        var limits = SwitchboardLimits()
        limits.peoplePageLength = 2
        var desk = try Desk("ada", "bob", "eve", "zoe", limits: limits)
        let ada = try desk.enter(1, "ada")
        let first = try Self.find(&desk, ada)
        #expect(first.people.map(\.account) == ["ada", "bob"] && !first.complete)
        let second = try Self.find(&desk, ada, after: "bob")
        #expect(second.people.map(\.account) == ["eve", "zoe"] && second.complete)
    }

    @Test func guestsFindNobody() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make { $0.public = true }, isUnlinked: true)
        let (guest, _) = desk.guest(9, table.conference)
        #expect(
            Desk.refusal(desk.ask(guest, .findPeople(FindPeople()))) == .accessDenied)
        #expect(try !Self.find(&desk, table.ada).people.contains { $0.account.hasPrefix("guest.") })
    }
}
