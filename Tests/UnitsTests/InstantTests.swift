import Testing
import Units

struct InstantTests {
    @Test func staysAtTheEndsOfTimeInsteadOfOverflowing() {
        let end = Instant(nanoseconds: .max)
        #expect(end + .seconds(1) == end)
        #expect(Instant.start + .milliseconds(5) - Instant.start == .milliseconds(5))
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
    }
}
