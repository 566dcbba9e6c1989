import Interface
import Rooms
import Testing
import Units

/// Planned conferences, as people make and see them.
struct PlanTests {
    private static let budget = PlanView(
        id: .one, topic: "Budget", owner: "carol",
        start: Timestamp(milliseconds: 1_795_615_200_000), length: .seconds(1800))

    @Test(
        arguments: [
            (
                "/plan 2026-11-27T14:00/30 Budget of 2027 @bob @carol",
                PlanDraft(
                    time: .once("2026-11-27T14:00", minutes: 30), topic: "Budget of 2027",
                    invited: [.bob, .carol])
            ),
            ("/plan room Coffee", PlanDraft(time: .room, topic: "Coffee", invited: [])),
        ])
    func plans(line: String, draft: PlanDraft) {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take() == [.plan(draft)])
    }

    @Test(arguments: ["/plan", "/plan 14:00", "/plan a/b/c Budget", "/plan room/0 Budget"])
    func explainsWhatIsNoPlan(line: String) {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.shows("it is written /plan WHEN TOPIC [@user…]"))
    }

    @Test(
        arguments: [
            (
                "/replan k7f2-mq9x-d3tv Budget of 2027",
                PlanRevision(id: .one, topic: "Budget of 2027")
            ),
            (
                "/replan k7f2-mq9x-d3tv --at 2026-11-28T10:00 @bob -@carol",
                PlanRevision(
                    id: .one, time: .once("2026-11-28T10:00", minutes: 60), invited: [.bob],
                    uninvited: [.carol])
            ),
            ("/replan k7f2-mq9x-d3tv --at room", PlanRevision(id: .one, time: .room)),
        ])
    func changesWhatIsPlanned(line: String, revision: PlanRevision) {
        var screen = Screen.ready()
        screen.enter(line)
        #expect(screen.take() == [.replan(revision)])
    }

    @Test(
        arguments: [
            "/replan", "/replan k7f2-mq9x-d3tv", "/replan k7f2-mq9x-d3tv --at",
            "/replan k7f2-mq9x-d3tv --at room/0",
        ])
    func explainsWhatIsNoChange(line: String) {
        var screen = Screen.ready(120, 24)
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.shows("it is written /replan ID"))
    }

    @Test func showsWhomAPlanIsWith() {
        var screen = Screen.ready(140, 30)
        screen.enter("/plans k7f2-mq9x-d3tv")
        #expect(screen.take() == [.listPlans(.one)])
        var plan = Self.budget
        plan.invited = ["alice", "bob"]
        screen.send(.plans([plan]))
        #expect(screen.shows("by carol, k7f2-mq9x-d3tv, with alice, bob"))
    }

    @Test func listsAndCallsOff() {
        var screen = Screen.ready(100, 30)
        screen.enter("/plans")
        #expect(screen.take() == [.listPlans(nil)])
        screen.send(.plans([Self.budget]))
        #expect(screen.shows("Budget, 2026-11-25 14:00, 30 minutes, by carol, k7f2-mq9x-d3tv"))
        screen.enter("/unplan k7f2-mq9x-d3tv")
        #expect(screen.take() == [.cancelPlan(.one)])
        screen.send(.planCancelled(.one))
        #expect(screen.shows("the planned conference k7f2-mq9x-d3tv is called off"))
        screen.send(.plans([]))
        #expect(screen.shows("no conference is planned"))
    }

    @Test func aReminderIsHeardAndSaysHowToCome() {
        var screen = Screen.ready(100, 30)
        screen.send(.reminder(Self.budget))
        #expect(screen.take() == [.bell])
        #expect(screen.shows("soon: Budget, 2026-11-25 14:00"))
        #expect(screen.shows("/join k7f2-mq9x-d3tv"))
    }

    /// What begins soon is told like everything else.
    @Test func whoWantsNoNotificationsGetsNoneOfAPlan() throws {
        var screen = Screen.ready()
        screen.send(.focus(false))
        try screen.state.preferences.set(.notifications, to: "none")
        screen.send(.reminder(Self.budget))
        #expect(screen.take() == [.bell])
    }
}
