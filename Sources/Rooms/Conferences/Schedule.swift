public import Units

/// When a conference takes place (L1.16). All arithmetic is in UTC: a weekly one does not move with
/// anybody's summer time.
public enum Schedule: Sendable, Hashable {
    /// Instant, or a room that is always there.
    case none
    case once(Appointment)
    case weekly(WeeklyAppointments)

    /// The appointment that is going on, or about to; nil if none comes any more.
    public func appointment(at now: Timestamp) -> Appointment? {
        switch self {
        case .none: nil
        case .once(let only): only.end > now ? only : nil
        case .weekly(let weekly): weekly.appointment(at: now)
        }
    }

    /// The first start later than `now`.
    public func nextStart(after now: Timestamp) -> Timestamp? {
        switch self {
        case .none: nil
        case .once(let only): only.start > now ? only.start : nil
        case .weekly(let weekly): weekly.nextStart(after: now)
        }
    }

    /// The first moment later than `now` to remind people of a start.
    public func nextReminder(after now: Timestamp) -> Timestamp? {
        self.nextStart(after: now.advanced(by: Self.reminderLead))?
            .advanced(by: .zero - Self.reminderLead)
    }

    /// Lets people in from a little before the start to the end.
    ///
    /// - Throws: `.notStarted` with the start, or `.ended`.
    public func requireOpen(at now: Timestamp) throws(Denial) {
        if case .none = self { return }
        guard let appointment = self.appointment(at: now) else { throw Denial(.ended) }
        let opening = appointment.start.advanced(by: .zero - Self.openingLead)
        guard now < opening else { return }
        throw Denial(
            .notStarted, "the conference starts at \(appointment.start.rfc3339)",
            retryAfter: .milliseconds(opening.milliseconds) - .milliseconds(now.milliseconds))
    }

    // MARK: Leads

    /// Long enough to finish a sentence elsewhere, too short to forget it again.
    public static let reminderLead: Duration = .seconds(15 * 60)
    /// People may gather for so long before the start.
    public static let openingLead: Duration = .seconds(10 * 60)
    /// So long before its planned end a conference is warned (L1.16).
    public static let warningLead: Duration = .seconds(5 * 60)
}

/// A planned conference, from its start to its planned end.
public struct Appointment: Sendable, Hashable {
    /// A minute to a day.
    public static let lengths: ClosedRange<Duration> = .seconds(60)...(.seconds(86_400))
    /// 1970…9999, far from where arithmetic overflows.
    static let starts: ClosedRange<Int64> = 0...253_402_300_799_999

    public let start: Timestamp
    public let length: Duration

    /// - Throws: `.tooLong` for what is not a minute to a day, or not in the years 1970…9999.
    public init(start: Timestamp, length: Duration) throws(Denial) {
        guard Self.lengths.contains(length) else { throw Self.wrongLength }
        guard Self.starts.contains(start.milliseconds) else {
            throw Denial(.tooLong, "a conference starts in the years 1970 to 9999")
        }
        self.init(trusted: start, length: length)
    }

    init(trusted start: Timestamp, length: Duration) {
        self.start = start
        self.length = length
    }

    static let wrongLength = Denial(.tooLong, "a conference is planned for 1 minute to 24 hours")

    public var end: Timestamp { self.start.advanced(by: self.length) }
    public var warning: Timestamp { self.end.advanced(by: .zero - Schedule.warningLead) }
}

/// Days of a week, as a set.
public struct Weekdays: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let monday = Weekdays(rawValue: 1 << 0)
    public static let tuesday = Weekdays(rawValue: 1 << 1)
    public static let wednesday = Weekdays(rawValue: 1 << 2)
    public static let thursday = Weekdays(rawValue: 1 << 3)
    public static let friday = Weekdays(rawValue: 1 << 4)
    public static let saturday = Weekdays(rawValue: 1 << 5)
    public static let sunday = Weekdays(rawValue: 1 << 6)

    static let all = Weekdays(rawValue: 0x7F)

    /// 1970-01-01 was a Thursday.
    init(dayOfEpoch day: Int64) {
        self.init(rawValue: 1 << UInt8(((day + 3) % 7 + 7) % 7))
    }
}

/// The same time of day on some days of every week, without an end.
public struct WeeklyAppointments: Sendable, Hashable {
    public let days: Weekdays
    /// Since midnight in UTC.
    public let minuteOfDay: Int
    public let length: Duration

    /// - Throws: `.tooLong` for no day, no time of a day, or a length not of a minute to a day.
    public init(on days: Weekdays, atMinute minuteOfDay: Int, length: Duration) throws(Denial) {
        guard !days.isEmpty, Weekdays.all.isSuperset(of: days) else {
            throw Denial(.tooLong, "a weekly conference needs a day of the week")
        }
        guard (0..<1440).contains(minuteOfDay) else {
            throw Denial(.tooLong, "a day's time is 00:00 to 23:59")
        }
        guard Appointment.lengths.contains(length) else { throw Appointment.wrongLength }
        self.days = days
        self.minuteOfDay = minuteOfDay
        self.length = length
    }

    /// The one that is going on, or else the next.
    func appointment(at now: Timestamp) -> Appointment {
        let running = self.nextStart(after: now.advanced(by: .zero - self.length))
        return Appointment(trusted: running, length: self.length)
    }

    func nextStart(after now: Timestamp) -> Timestamp {
        let range = Appointment.starts
        let time = min(max(now.milliseconds, range.lowerBound - 1), range.upperBound)
        let today = time / Self.day
        // The same weekday is at most a week away.
        let starts = (today...today + 7).filter { self.days.contains(Weekdays(dayOfEpoch: $0)) }
            .map { $0 * Self.day + Int64(self.minuteOfDay) * 60_000 }
        let start = starts.first { $0 > time } ?? time
        return Timestamp(milliseconds: start)
    }

    /// Milliseconds.
    private static let day: Int64 = 86_400_000
}

extension Timestamp {
    /// Stays at the end of time instead of overflowing.
    func advanced(by duration: Duration) -> Timestamp {
        let step = duration.nanoseconds / 1_000_000
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(step)
        return Timestamp(milliseconds: overflow ? (step < 0 ? .min : .max) : sum)
    }
}
