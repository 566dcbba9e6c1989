import Rooms
import Testing
import Units
import Wire

@testable import ClientRuntime

/// `plan change` and `plan show`: what is asked for, from what there is.
struct PlanChangeTests {
    private static var plan: PlanEntry {
        var plan = PlanEntry()
        plan.conference = "k7f2-mq9x-d3tv"
        plan.owner = "ada"
        plan.setup.kind = .roleBased
        plan.setup.topic = "Budget"
        plan.setup.asksPin = true
        plan.setup.waitingRoom = .guests
        plan.invited = ["bob", "eve"]
        var time = PlannedTime()
        time.onceMilliseconds = 1_795_615_200_000
        time.nextMilliseconds = 1_795_615_200_000
        time.lengthSeconds = 1800
        plan.times = [time]
        return plan
    }

    @Test func whatIsNotGivenStaysAsItIs() throws {
        let change = try PlanCommands.Change().request(for: Self.plan)
        #expect(change.conference == Self.plan.conference && change.times == Self.plan.times)
        #expect(change.invited == ["bob", "eve"])
        #expect(change.setup.kind == .roleBased && change.setup.topic == "Budget")
        #expect(change.setup.waitingRoom == .guests)
        // Asked for and not told: it stays the one that it is.
        #expect(change.setup.asksPin && change.setup.pin.isEmpty)
    }

    @Test func whatIsGivenIsOtherwise() throws {
        let time = PlanCommands.Time(start: "2026-11-27T14:00Z", days: nil, minutes: 20)
        let change = try PlanCommands.Change(
            topic: "", time: time, invited: ["@fay", "bob"], uninvited: ["@eve"],
            others: ["people=20"]
        ).request(for: Self.plan)
        #expect(change.setup.topic.isEmpty && change.setup.peopleMaximum == 20)
        #expect(change.invited == ["bob", "fay"])
        #expect(change.times.map(\.lengthSeconds) == [1200])
        let room = try PlanCommands.Change(isRoom: true).request(for: Self.plan)
        #expect(room.times.isEmpty)
    }

    @Test func whatCanNotBeIsExplained() {
        func failure(_ change: PlanCommands.Change) -> String? {
            do throws(Failure) { _ = try change.request(for: Self.plan) } catch {
                return error.message
            }
            return nil
        }
        #expect(failure(PlanCommands.Change(uninvited: ["fay"])) == "'fay' is not invited")
        #expect(failure(PlanCommands.Change(others: ["people"]))?.contains("NAME=VALUE") == true)
    }

    @Test func aPlanIsShownAThingALine() {
        var plan = Self.plan
        plan.invited = ["bob", "e\u{1B}ve"]
        let lines = plan.details
        #expect(
            lines.prefix(7) == [
                "id k7f2-mq9x-d3tv", "owner ada", "start 2026-11-25T14:00:00.000Z, 30 min",
                "kind role-based", "guests off", "waiting guests", "pin on",
            ])
        #expect(
            lines.contains("topic Budget")
                && lines.suffix(2) == ["invited bob", #"invited e\u{1B}ve"#])
        #expect(plan.json.contains(#""invited":["bob","e\u001bve"]"#))
        plan.times = []
        #expect(plan.details.contains("start always"))
    }
}
