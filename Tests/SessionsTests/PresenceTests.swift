import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Who is told that somebody can be reached.
struct PresenceTests {
    /// Everything said since it was last forgotten: `bob busy`.
    private static func heard(_ desk: Desk, _ id: ConnectionID) -> [String] {
        (desk.told[id] ?? []).flatMap { event -> [String] in
            guard case .presenceChanged(let news) = event else { return [] }
            return news.people.map { "\($0.account) \($0.presence)" }
        }
    }

    private static func sweep(_ desk: inout Desk) {
        desk.live(1000)
        desk.feed(.timeout)
    }

    @Test func whoSharesAChatIsToldOfComingAndGoing() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (ada, eve) = (try desk.enter(1, "ada"), try desk.enter(3, "eve"))
        for id in [ada, eve] { desk.goLive(id) }
        _ = try desk.group(ada, "team", with: "bob")
        Self.sweep(&desk)
        desk.forgetTold()
        let bob = try desk.enter(2, "bob")
        Self.sweep(&desk)
        #expect(Self.heard(desk, ada) == ["bob online"])
        desk.goLive(bob)
        #expect(Self.heard(desk, bob) == ["ada online"])
        desk.feed(.closed(bob))
        Self.sweep(&desk)
        #expect(Self.heard(desk, ada) == ["bob online", "bob offline"])
        // Eve shares nothing with them, and they nothing with her.
        #expect(desk.told[eve] == nil)
    }

    /// Neither which conference it is, nor whose.
    @Test func whoIsInAConferenceIsBusyAndNothingElse() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(isUnlinked: true)
        let eve = try desk.enter(3, "eve")
        desk.goLive(eve)
        Self.sweep(&desk)
        #expect(Self.heard(desk, eve) == ["ada busy", "bob busy"])
        desk.forgetTold()
        desk.ask(table.bob, .leaveConference(LeaveConference()))
        Self.sweep(&desk)
        #expect(Self.heard(desk, eve) == ["bob online"])
    }

    @Test func guestsAreToldOfNobodyAndNobodyOfThem() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make { $0.public = true }, isUnlinked: true)
        let (guest, _) = desk.guest(9, table.conference)
        _ = try desk.joined(guest, table.conference)
        desk.goLive(guest)
        Self.sweep(&desk)
        #expect(Self.heard(desk, guest).isEmpty)
        #expect(!Self.heard(desk, table.bob).contains { $0.hasPrefix("guest.") })
    }

    @Test func inLargeChatsNobodyIsTold() throws {
        var limits = SwitchboardLimits()
        limits.presenceMembersMaximum = 2
        var desk = try Desk("ada", "bob", "eve", limits: limits)
        let ada = try desk.enter(1, "ada")
        desk.goLive(ada)
        _ = try desk.group(ada, "large", with: "bob", "eve")
        _ = try desk.enter(2, "bob")
        Self.sweep(&desk)
        #expect(Self.heard(desk, ada).isEmpty)
    }
}
