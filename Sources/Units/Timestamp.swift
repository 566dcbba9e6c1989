/// A moment of civil time, in milliseconds since 1970-01-01T00:00:00Z: for people and records.
///
/// Never used to measure how long something took; the wall clock may jump (`Instant` is for that).
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the Unix epoch; negative before it.
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Clamped at the ends of time.
    public static func - (timestamp: Timestamp, duration: Duration) -> Timestamp {
        let (difference, overflow) = timestamp.milliseconds.subtractingReportingOverflow(
            duration.nanoseconds / 1_000_000)
        guard overflow else { return Timestamp(milliseconds: difference) }
        return Timestamp(milliseconds: duration < .zero ? .max : .min)
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-24T14:15:16.789Z`.
    ///
    /// Years outside 0…9999 are clamped, because RFC 3339 has no form for them.
    public var rfc3339: String {
        let clamped = self.clamped
        let days = clamped.flooringQuotient(86_400_000)
        let (year, month, day) = Self.civilDate(daysSinceEpoch: days)
        let inDay = clamped - days * 86_400_000
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
            + "T" + self.timeOfDay(inDay) + "." + Self.padded(inDay % 1000, 3) + "Z"
    }

    /// Hours and minutes in UTC: `14:15`. Clamped as `rfc3339`, since a server may claim any time.
    public var hoursAndMinutes: String {
        let clamped = self.clamped
        let days = clamped.flooringQuotient(86_400_000)
        return String(self.timeOfDay(clamped - days * 86_400_000).prefix(5))
    }

    /// The day of the week in UTC: `Tue`. Clamped as `rfc3339`.
    public var weekday: String {
        let days = Int(self.clamped.flooringQuotient(86_400_000))
        // The epoch was a Thursday.
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        return names[(days % 7 + 7) % 7]
    }

    /// Milliseconds of the years 0…9999, far from where arithmetic overflows.
    private var clamped: Int64 {
        min(max(self.milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    private func timeOfDay(_ inDay: Int64) -> String {
        [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60]
            .map { Self.padded($0, 2) }
            .joined(separator: ":")
    }

    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func civilDate(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64)
    {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.flooringQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func flooringQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
