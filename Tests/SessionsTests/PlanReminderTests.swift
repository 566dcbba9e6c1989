import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Who hears of a planned conference before it, and what stays of it.
struct PlanReminderTests {
    private static let minute = Office.minute
    /// Minutes before the start.
    private static let lead: Int64 = 15

    private static func once(_ minutes: Int64, length: UInt32 = 60) -> PlannedTime {
        var time = PlannedTime()
        time.onceMilliseconds = minutes * self.minute
        time.lengthSeconds = length * 60
        return time
    }

    @Test func everybodyIsRemindedOnce() throws {
        var office = try Office()
        let plan = try office.plan(at: Self.once(60))
        office.live(minutes: 60 - Self.lead - 1)
        #expect(office.reminders(office.bob).isEmpty)
        office.live(minutes: 20)
        #expect(office.reminders(office.ada) == [plan.conference])
        #expect(office.reminders(office.bob) == [plan.conference])
        #expect(office.reminders(office.eve).isEmpty)
    }

    @Test func whoLogsInShortlyBeforeIsRemindedThen() throws {
        var office = try Office()
        office.desk.feed(.closed(office.bob))
        let plan = try office.plan(at: Self.once(60))
        office.live(minutes: 50)
        let late = try office.desk.enter(9, "bob")
        #expect(office.reminders(late).isEmpty)
        office.desk.goLive(late)
        #expect(office.reminders(late) == [plan.conference])
        // Another device, or the server's restart, is no news.
        let other = try office.desk.enter(10, "bob")
        office.desk.goLive(other)
        #expect(office.reminders(other).isEmpty)
        try office.desk.restart()
        let again = try office.desk.enter(11, "bob")
        office.desk.goLive(again)
        #expect(office.reminders(again).isEmpty)
    }

    @Test func aWeeklyOneRemindsEveryTime() throws {
        var office = try Office()
        var time = PlannedTime()
        time.weekly.days = 0x7F
        time.weekly.minute = 60
        time.lengthSeconds = 600
        let plan = try office.plan(at: time)
        office.live(minutes: 60)
        #expect(office.reminders(office.bob) == [plan.conference])
        office.desk.live(22 * 60 * Self.minute)
        for id in [office.ada, office.bob, office.eve] { office.desk.ask(id, .ping(Ping())) }
        office.live(minutes: 110)
        #expect(office.reminders(office.bob) == [plan.conference, plan.conference])
    }

    // MARK: What stays

    @Test func theHistorySaysWhoWasThereToThoseWhoWere() throws {
        var office = try Office()
        let plan = try office.plan(.make { $0.topic = "Budget" }, at: Self.once(10))
        office.live(minutes: 10)
        _ = try office.desk.joined(office.ada, plan.conference)
        office.live(minutes: 1)
        _ = try office.desk.joined(office.bob, plan.conference, visit: Desk.visit)
        office.live(minutes: 1)
        // A lost connection is no end of a stay.
        office.desk.feed(.closed(office.bob))
        let again = try office.desk.enter(9, "bob")
        _ = try office.desk.joined(again, plan.conference, visit: Desk.visit)
        office.desk.live(2 * Self.minute)
        for id in [again, office.ada] {
            office.desk.ask(id, .leaveConference(LeaveConference()))
        }
        let sessions = try office.sessions(office.ada)
        #expect(sessions.map(\.conference) == [plan.conference])
        #expect(sessions.first?.topic == "Budget" && sessions.first?.owner == "ada")
        let stays = sessions.first?.visits.map {
            "\($0.account) \(($0.leftMilliseconds - $0.enteredMilliseconds) / Self.minute)"
        }
        #expect(stays == ["ada 4", "bob 3"])
        #expect(try office.sessions(again) == sessions)
        #expect(try office.sessions(office.eve).isEmpty)
    }
}
