import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// What the administrator sets holds at once, in the running server.
struct PolicyTests {
    private func change(_ name: String, _ value: String, _ desk: inout Desk) throws {
        var policies = desk.switchboard.policies
        #expect(try #require(Policy.named(name)).set(value, in: &policies))
        desk.feed(.policiesChanged(policies))
    }

    private func refused(_ answer: Response.OneOf_Body?) -> String? {
        guard case .refused(let refused)? = answer else { return nil }
        return "\(refused.cause): \(refused.text)"
    }

    @Test func theEditWindowIsTheAdministratorsAndIsToldWhenItIsOver() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        let chat = try desk.group(ada, "team", with: "bob")
        guard case .posted(let posted)? = desk.ask(ada, Desk.post("helo", to: chat, number: 1))
        else { throw Desk.Unexpected() }
        var edit = Edit()
        (edit.message, edit.text) = (posted.revision, "hello")
        desk.live(3_600_000)
        #expect(self.refused(desk.ask(ada, Desk.act(.edit(edit), in: chat, number: 2))) == nil)
        try self.change("edit-window", "1h", &desk)
        desk.live(1)
        #expect(
            self.refused(desk.ask(ada, Desk.act(.edit(edit), in: chat, number: 3)))
                == "edit-window-over: it is too late: messages can be changed for 1 hour")
        var name = MessageName()
        name.message = posted.revision
        // The owner of a group deletes anybody's.
        let byUser = try desk.enter(2, "bob")
        guard case .posted(let bobs)? = desk.ask(byUser, Desk.post("hi", to: chat, number: 4))
        else { throw Desk.Unexpected() }
        try self.change("edit-window", "never", &desk)
        name.message = bobs.revision
        #expect(
            self.refused(desk.ask(byUser, Desk.act(.deleteForAll(name), in: chat, number: 5)))
                == "edit-window-over: messages can't be changed on this server")
        try self.change("edit-window", "always", &desk)
        desk.live(10 * 365 * 86_400_000)
        #expect(
            self.refused(desk.ask(byUser, Desk.act(.deleteForAll(name), in: chat, number: 6)))
                == nil)
    }

    @Test func aLockFollowsThePolicyWhileTheServerRuns() throws {
        var desk = try Desk("ada")
        for number in UInt64(0)..<3 {
            #expect(try !desk.logIn(ConnectionID(number), "ada", password: "wrong"))
        }
        try self.change("login-failures", "3", &desk)
        #expect(try !desk.logIn(ConnectionID(4), "ada", password: "ada"))
        try self.change("login-failures", "4", &desk)
        #expect(try desk.logIn(ConnectionID(5), "ada", password: "ada"))
    }

    @Test func peopleAreToldWhatIsAboutThemAndNotHowAttackersAreKeptOut() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        try self.change("file-size", "5M", &desk)
        guard case .policyList(let list)? = desk.ask(ada, .listPolicies(ListPolicies())) else {
            throw Desk.Unexpected()
        }
        let told = Dictionary(
            list.policies.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(told["file-size"] == "5M" && told["edit-window"] == "2d")
        #expect(told["login-failures"] == nil && told["file-quota"] == nil)
    }

    @Test func aChangeIsToldToWhomItConcernsAndNothingElseIs() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make { $0.public = true })
        let (guest, _) = desk.guest(9, table.conference)
        desk.goLive(guest)
        // Logged in, and not to be told of anything.
        let eve = try desk.enter(10, "eve")
        desk.forgetTold()
        var news = PolicyList()
        var entry = PolicyEntry()
        (entry.name, entry.value) = ("edit-window", "1h")
        news.policies = [entry]
        try self.change("edit-window", "1h", &desk)
        #expect(desk.told[table.ada] == [.policiesChanged(news)])
        #expect(desk.told[table.bob] == [.policiesChanged(news)])
        #expect(desk.told[guest] == nil && desk.told[eve] == nil)
        desk.forgetTold()
        try self.change("edit-window", "1h", &desk)
        try self.change("login-failures", "3", &desk)
        try self.change("file-quota", "1G", &desk)
        #expect(desk.told.isEmpty)
    }

    @Test func whatHasBeenSetOutlivesTheServer() throws {
        var desk = try Desk("ada")
        var policies = Policies()
        policies.files.types = .not(["exe"])
        try desk.store.database.keep(try #require(Policy.named("file-types")), asIn: policies)
        try desk.restart()
        #expect(desk.switchboard.policies.files.types == .not(["exe"]))
    }
}
