import Testing
import Units

@testable import Sessions

struct TokenBucketTests {
    /// How many of a number of tries at one instant are let through.
    private func passed(_ bucket: inout TokenBucket, _ tries: (count: Int, at: Instant)...) -> [Int]
    {
        var passed: [Int] = []
        for (count, now) in tries {
            var lucky = 0
            for _ in 0..<count where bucket.take(at: now) { lucky += 1 }
            passed.append(lucky)
        }
        return passed
    }

    @Test func aBurstPassesAndTheRestWaits() {
        var bucket = TokenBucket(burst: 20, perSecond: 5)
        let passed = self.passed(&bucket, (30, .start))
        #expect(passed == [20])
        #expect(bucket.rest == .seconds(2))
    }

    /// So that what was sent later does not overtake what was refused.
    @Test func whatHasRunDryPassesNothingUntilHalfABurstIsThere() {
        var bucket = TokenBucket(burst: 20, perSecond: 5)
        let passed = self.passed(
            &bucket, (21, .start), (1, .start + .milliseconds(1900)), (30, .start + .seconds(2)))
        #expect(passed == [20, 0, 10])
    }

    @Test func aSteadyRatePassesForEver() {
        var bucket = TokenBucket(burst: 2, perSecond: 5)
        var count = 0
        for step in 0..<1000 where bucket.take(at: .start + .milliseconds(200 * step)) {
            count += 1
        }
        #expect(count == 1000)
    }

    /// A clock that went back gives nothing and takes nothing.
    @Test func noTimeFillsItBeyondItsBurst() {
        var bucket = TokenBucket(burst: 3, perSecond: 1000)
        let late = Instant(nanoseconds: .max)
        let passed = self.passed(&bucket, (1, .start), (10, late), (1, .start))
        #expect(passed == [1, 3, 0])
    }
}
