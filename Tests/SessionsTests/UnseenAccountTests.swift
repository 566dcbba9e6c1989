import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Ada finds only Bob (L1.14): whatever she asks about Eve is answered as for a name that never was.
struct UnseenAccountTests {
    private var desk: Desk
    private let ada: ConnectionID
    private let eve: ConnectionID

    init() throws {
        self.desk = try Desk("ada", "bob", "eve", "gone")
        let database = self.desk.store.database
        let (all, few) = (GroupName.everyone, try #require(GroupName("few")))
        try database.addGroup(few, rights: [])
        let names = try ["ada", "bob"].map { try #require(AccountName($0)) }
        try database.changeMembers(of: few, add: names)
        try database.changeView(of: all, remove: [all])
        try database.changeView(of: few, add: [few])
        try database.setActive(false, try #require(AccountName("gone")))
        self.ada = try self.desk.enter(1, "ada")
        self.eve = try self.desk.enter(2, "eve")
        for id in [self.ada, self.eve] { self.desk.goLive(id) }
    }

    static let unseen = ["eve", "nobody-at-all", "gone", "guest.abcdefgh", "no name"]

    private static func requests(about name: String) -> [(String, Request.OneOf_Body)] {
        var (start, plan, join) = (StartConference(), PlanConference(), JoinConference())
        (start.invited, plan.invited) = (["bob", name], ["bob", name])
        (join.calls, join.kind) = (name, .person)
        return [
            ("start", .startConference(start)), ("plan", .planConference(plan)),
            ("call", .joinConference(join)), ("chat", Desk.newChat(.private, "", with: [name])),
            ("group", Desk.newChat(.group, "team", with: ["bob", name])),
        ]
    }

    @Test(arguments: unseen)
    func areAnsweredLikeNobody(name: String) throws {
        var desk = self.desk
        // She is there, and has a conference that could be called.
        let own = try desk.conference(self.eve, in: "")
        _ = try desk.joined(self.eve, own)
        desk.forgetTold()
        for (what, request) in Self.requests(about: name) {
            guard case .refused(let refused)? = desk.ask(self.ada, request) else {
                Issue.record("\(what) finds \(name)")
                continue
            }
            #expect(refused.cause == "user-not-found", "\(what)")
            #expect(refused.text == Refusal.userNotFound.sentence, "\(what)")
        }
        #expect(desk.told.isEmpty)
    }

    @Test(arguments: unseen)
    func areNotRungByWhoLeads(name: String) throws {
        var desk = self.desk
        let own = try desk.conference(self.ada, in: "")
        _ = try desk.joined(self.ada, own)
        desk.forgetTold()
        #expect(desk.act(self.ada, .invite(name)) == .userNotFound)
        #expect(desk.act(self.ada, .invite("bob")) == nil)
        let isTold = (desk.told[self.eve] ?? []).isEmpty
        #expect(isTold)
    }

    /// Not even by the room in their lists of chats.
    @Test func whoIsInTooManyGroupsIsNotTold() throws {
        var limits = SwitchboardLimits()
        limits.groupsMaximum = 1
        var desk = try Desk("ada", "bob", "eve", limits: limits)
        let (ada, eve) = (try desk.enter(1, "ada"), try desk.enter(2, "eve"))
        let all = GroupName.everyone
        _ = try desk.group(eve, "full")
        let chat = try desk.group(ada, "team")
        let request = Desk.newChat(.group, "other", with: ["eve"])
        var add = AddMember()
        add.account = "eve"
        func answers() -> [Refusal?] {
            [
                Desk.refusal(desk.ask(ada, Desk.act(.add(add), in: chat, number: 1))),
                Desk.refusal(desk.ask(ada, request)),
            ]
        }
        #expect(answers() == [.full, .full])
        try desk.store.database.changeView(of: all, remove: [all])
        #expect(answers() == [.userNotFound, .userNotFound])
    }

    /// Who is in a plan stays in it; who would be added has to be found.
    /// However many a floor takes: too many to look for are not invited unseen.
    @Test func areNotInvitedInAListTooLongToLookThrough() throws {
        var limits = SwitchboardLimits()
        limits.floor.invitedMaximum = Plan.invitedMaximum + 1
        var desk = try Desk("ada", limits: limits)
        let ada = try desk.enter(1, "ada")
        var start = StartConference()
        start.invited = (0...Plan.invitedMaximum).map { "nobody\($0)" }
        #expect(Desk.refusal(desk.ask(ada, .startConference(start))) == .tooLong)
    }

    @Test func aPlanKeepsWhomItsOwnerFindsNoMore() throws {
        var desk = self.desk
        var plan = PlanConference()
        plan.invited = ["bob"]
        guard case .plan(let entry)? = desk.ask(self.ada, .planConference(plan)) else {
            throw Desk.Unexpected()
        }
        try desk.store.database.setActive(false, try #require(AccountName("bob")))
        var change = ChangePlan()
        (change.conference, change.invited) = (entry.conference, ["bob"])
        #expect(Desk.refusal(desk.ask(self.ada, .changePlan(change))) == nil)
        change.invited = ["bob", "eve"]
        #expect(Desk.refusal(desk.ask(self.ada, .changePlan(change))) == .userNotFound)
    }
}
