import Testing
import Units

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_795_529_716_789, "2026-11-24T14:15:16.789Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func writesTimeAsRFC3339(milliseconds: Int64, expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == expected)
    }

    @Test(arguments: [
        (0, "00:00"),
        (1_795_529_716_789, "14:15"),
        (-1, "23:59"),
        (Int64.max, "23:59"),
        (Int64.min, "00:00"),
    ])
    func writesTheHourOfAnyTimeThatAServerClaims(milliseconds: Int64, expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).hoursAndMinutes == expected)
    }

    @Test(
        arguments: [
            (0, "Thu"), (-1, "Wed"), (86_400_000, "Fri"), (1_795_651_200_000, "Thu"), (.min, "Sat"),
            (.max, "Fri"),
        ] as [(Int64, String)])
    func theDayOfTheWeek(milliseconds: Int64, expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).weekday == expected)
    }
}
