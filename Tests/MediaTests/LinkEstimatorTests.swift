import Testing
import Units

@testable import Media

struct LinkEstimatorTests {
    /// Bursts of 5 KB, ten a second for two seconds, each acknowledged so long after.
    private func window(roundTrip: Duration, acknowledgedAfter delay: Duration) -> Int {
        var estimator = LinkEstimator()
        var acknowledged: UInt64 = 0
        for burst in 0..<20 {
            let start = Instant.start + .milliseconds(100 * burst + 1000)
            estimator.wrote(5000, at: start)
            acknowledged += 5000
            estimator.observe(
                LinkSample(
                    acknowledged: acknowledged, outstanding: ByteCount(0), roundTrip: roundTrip),
                at: start + delay)
        }
        return estimator.window.bytes
    }

    @Test func aPictureGoesInOnePieceOnlyWhereThePathIsShortAndFast() {
        let near = self.window(roundTrip: .microseconds(100), acknowledgedAfter: .milliseconds(2))
        #expect(near == LinkEstimator.nearWindowMinimum)
        let slow = self.window(roundTrip: .microseconds(100), acknowledgedAfter: .milliseconds(40))
        #expect(slow < LinkEstimator.nearWindowMinimum)
        let far = self.window(roundTrip: .milliseconds(20), acknowledgedAfter: .milliseconds(22))
        #expect(far < LinkEstimator.nearWindowMinimum)
    }
}
