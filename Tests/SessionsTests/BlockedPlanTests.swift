import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Bob hears nothing of Ada (B.14), who plans conferences with him and with Eve.
struct BlockedPlanTests {
    private static let minute = Office.minute

    private static func office() throws -> Office {
        var office = try Office()
        office.desk.ask(office.bob, Self.block("ada"))
        office.desk.forgetTold()
        return office
    }

    private static func block(_ name: String, ends: Bool = false) -> Request.OneOf_Body {
        var block = Block()
        (block.account, block.ends) = (name, ends)
        return .block(block)
    }

    /// In half an hour, for one.
    private static var soon: PlannedTime {
        var time = PlannedTime()
        time.onceMilliseconds = 30 * self.minute
        time.lengthSeconds = 3600
        return time
    }

    /// Of plans and conferences, and of nothing else.
    private func words(_ office: Office, _ id: ConnectionID) -> [String] {
        (office.desk.told[id] ?? []).compactMap { event in
            switch event {
            case .planChanged: "planned"
            case .planCancelled: "cancelled"
            case .conferenceReminder: "reminded"
            case .conferenceStarted: "started"
            case .conferenceInvited: "called"
            default: nil
            }
        }
    }

    @Test func heIsToldNothingFromThePlanToTheEnd() throws {
        var office = try Self.office()
        let plan = try office.plan(at: Self.soon, invited: ["bob", "eve"])
        // She sees what she sees of anybody.
        #expect(plan.invited == ["bob", "eve"])
        #expect(try office.plans(office.bob).isEmpty)
        #expect(try office.plans(office.eve).count == 1)
        office.live(minutes: 30)
        #expect(Desk.refusal(office.desk.knock(office.bob, plan.conference)) == .conferenceNotFound)
        _ = try office.desk.joined(office.eve, plan.conference)
        #expect(try office.running(office.bob).isEmpty)
        #expect(self.words(office, office.bob) == [])
        #expect(self.words(office, office.eve) == ["planned", "reminded", "started"])
        // He may find in by the ID of what runs, as whoever is invited.
        _ = try office.desk.joined(office.bob, plan.conference)
        #expect(try office.running(office.bob) == [plan.conference])
        var cancel = CancelPlan()
        cancel.conference = plan.conference
        #expect(office.desk.ask(office.ada, .cancelPlan(cancel)) == .done(Done()))
        #expect(self.words(office, office.bob) == [])
    }

    @Test func whatHeKnewIsGoneAndComesBackWithTheBlocksEnd() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.soon, invited: ["bob", "eve"])
        let own = Self.block("ada")
        office.desk.forgetTold()
        office.desk.ask(office.bob, own)
        office.desk.ask(office.bob, own)
        #expect(self.words(office, office.bob) == ["cancelled"])
        #expect(try office.plans(office.bob).isEmpty)
        #expect(self.words(office, office.ada) == [] && self.words(office, office.eve) == [])
        office.live(minutes: 20)
        office.desk.forgetTold()
        office.desk.ask(office.bob, Self.block("ada", ends: true))
        #expect(self.words(office, office.bob) == ["planned", "reminded"])
        #expect(try office.plans(office.bob).map(\.conference) == [plan.conference])
    }

    @Test func whoIsBlockedStaysInvitedToWhatTheOtherPlans() throws {
        var office = try Office()
        office.desk.ask(office.ada, Self.block("bob"))
        office.desk.forgetTold()
        _ = try office.plan(at: Self.soon)
        #expect(self.words(office, office.bob) == ["planned"])
    }

    /// Nor does one that runs already show in his list; one of a chat of theirs does.
    @Test func aConferenceThatSheStartsWithHimIsInNoListOfHis() throws {
        var office = try Self.office()
        var start = StartConference()
        start.invited = ["bob", "eve"]
        guard case .conference(let entry)? = office.desk.ask(office.ada, .startConference(start))
        else { throw Desk.Unexpected() }
        #expect(self.words(office, office.bob) == [])
        #expect(self.words(office, office.eve) == ["called"])
        #expect(try office.running(office.bob).isEmpty)
        #expect(try office.running(office.eve) == [entry.id])
        // Called by Eve, whom he hears, he knows of it, and still when it rings no more.
        _ = try office.desk.joined(office.ada, entry.id)
        let eve = try office.desk.joined(office.eve, entry.id)
        office.desk.act(office.ada, .appoint(eve.participant))
        #expect(office.desk.act(office.eve, .invite("bob")) == nil)
        #expect(self.words(office, office.bob) == ["called"])
        office.live(minutes: 5)
        #expect(try office.running(office.bob) == [entry.id])
        let chat = try office.desk.group(office.ada, "team", with: "bob")
        let shared = try office.desk.conference(office.ada, in: chat)
        #expect(try Set(office.running(office.bob)) == [entry.id, shared])
    }
}
