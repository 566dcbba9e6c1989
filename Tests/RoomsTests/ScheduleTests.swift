import Rooms
import Testing
import Units

@Suite struct ScheduleTests {
    /// 2026-11-25, a Wednesday, at a time in UTC.
    private static func wednesday(_ hour: Int, _ minute: Int = 0, plusDays days: Int = 0)
        -> Timestamp
    {
        let midnight: Int64 = 1_795_564_800_000
        return Timestamp(
            milliseconds: midnight + Int64((days * 24 + hour) * 60 + minute) * 60_000)
    }

    @Test func `the tests' Wednesday is the day it says`() {
        #expect(Self.wednesday(0).rfc3339 == "2026-11-25T00:00:00.000Z")
    }

    @Test func `an instant conference has no time`() throws {
        #expect(Schedule.none.nextStart(after: Self.wednesday(9)) == nil)
        #expect(Schedule.none.nextReminder(after: Self.wednesday(9)) == nil)
        #expect(Schedule.none.appointment(at: Self.wednesday(9)) == nil)
        try Schedule.none.requireOpen(at: Self.wednesday(9))
    }

    @Test func `a single one starts once, with a reminder and a warning`() throws {
        let only = try Appointment(start: Self.wednesday(10), length: .seconds(3600))
        let schedule = Schedule.once(only)
        #expect(schedule.nextStart(after: Self.wednesday(9)) == Self.wednesday(10))
        #expect(schedule.nextStart(after: Self.wednesday(10)) == nil)
        #expect(schedule.nextReminder(after: Self.wednesday(9)) == Self.wednesday(9, 45))
        #expect(schedule.nextReminder(after: Self.wednesday(9, 45)) == nil)
        #expect(only.end == Self.wednesday(11))
        #expect(only.warning == Self.wednesday(10, 55))
        #expect(schedule.appointment(at: Self.wednesday(10, 59)) == only)
        #expect(schedule.appointment(at: Self.wednesday(11)) == nil)
    }

    @Test func `people get in ten minutes before, and not after the end`() throws {
        let schedule = Schedule.once(
            try Appointment(start: Self.wednesday(10), length: .seconds(3600)))
        let early = #expect(throws: Denial.self) {
            try schedule.requireOpen(at: Self.wednesday(9, 30))
        }
        #expect(early?.cause == .notStarted)
        #expect(early?.sentence == "the conference starts at 2026-11-25T10:00:00.000Z")
        #expect(early?.retryAfter == .seconds(20 * 60))
        try schedule.requireOpen(at: Self.wednesday(9, 50))
        try schedule.requireOpen(at: Self.wednesday(10, 59))
        #expect(throws: Denial(.ended)) { try schedule.requireOpen(at: Self.wednesday(11)) }
    }

    @Test func `a weekly one starts on its days for ever`() throws {
        let schedule = Schedule.weekly(
            try WeeklyAppointments(
                on: [.monday, .wednesday], atMinute: 9 * 60 + 30, length: .seconds(1800)))
        var starts: [Timestamp] = []
        var now = Self.wednesday(9)
        for _ in 0..<4 {
            now = try #require(schedule.nextStart(after: now))
            starts.append(now)
        }
        #expect(starts == [0, 5, 7, 12].map { Self.wednesday(9, 30, plusDays: $0) })
        let running = try #require(schedule.appointment(at: Self.wednesday(9, 59)))
        #expect(running.start == Self.wednesday(9, 30))
        let next = try #require(schedule.appointment(at: Self.wednesday(10)))
        #expect(next.start == Self.wednesday(9, 30, plusDays: 5))
        #expect(
            schedule.nextReminder(after: Self.wednesday(9, 20))
                == Self.wednesday(9, 15, plusDays: 5))
    }

    @Test(arguments: 0..<7)
    func `one day a week is a week apart, and is that day`(place: Int) throws {
        let days = Weekdays(rawValue: 1 << UInt8(place))
        let weekly = Schedule.weekly(
            try WeeklyAppointments(on: days, atMinute: 0, length: .seconds(86_400)))
        let first = try #require(weekly.nextStart(after: Self.wednesday(0)))
        // Monday is place 0, so Wednesday is 2; its own midnight has just passed.
        #expect(first == Self.wednesday(0, plusDays: (place + 4) % 7 + 1))
        #expect(weekly.nextStart(after: first) == first.later(days: 7))
    }

    @Test func `what is no time is refused`() {
        let length = Duration.seconds(3600)
        for start in [Int64.min, -1, 253_402_300_800_000, .max] {
            #expect(throws: Denial.self) {
                try Appointment(start: Timestamp(milliseconds: start), length: length)
            }
        }
        for length in [Duration.zero, .seconds(-1), .seconds(59), .seconds(86_401)] {
            #expect(throws: Denial.self) {
                try Appointment(start: Self.wednesday(10), length: length)
            }
            #expect(throws: Denial.self) {
                try WeeklyAppointments(on: .monday, atMinute: 0, length: length)
            }
        }
        for (days, minute) in [
            ([], 0), (Weekdays(rawValue: 0x80), 0), (.monday, -1), (.monday, 1440),
        ]
            as [(Weekdays, Int)]
        {
            #expect(throws: Denial.self) {
                try WeeklyAppointments(on: days, atMinute: minute, length: length)
            }
        }
    }

    @Test func `no clock makes the arithmetic overflow`() throws {
        let weekly = Schedule.weekly(
            try WeeklyAppointments(on: .sunday, atMinute: 1439, length: .seconds(60)))
        for time in [Int64.min, -1, 0, 253_402_300_799_999, .max] {
            let now = Timestamp(milliseconds: time)
            #expect(weekly.nextStart(after: now) != nil)
            #expect(weekly.nextReminder(after: now) != nil)
            #expect(weekly.appointment(at: now) != nil)
            _ = try? weekly.requireOpen(at: now)
        }
    }
}

extension Timestamp {
    fileprivate func later(days: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + days * 86_400_000)
    }
}
