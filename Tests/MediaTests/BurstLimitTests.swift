import Media
import Testing
import Units

struct BurstLimitTests {
    private let target = BitRate.kilobits(800)

    /// Pictures as large as they may be, from time to time.
    @Test(arguments: [1, 10, 25, 30, 60])
    func whoeverTakesAllThatIsAllowedKeepsBothSpans(_ frameRate: Int) {
        var limit = BurstLimit(frameRate: frameRate)
        var random = SeededRandom(seed: 2)
        var spent: [Double] = []
        for _ in 0..<(12 * frameRate) {
            let allowance = limit.allowance
            let seconds = Bool.random(using: &random) ? allowance : allowance / 4
            let bytes = Int(seconds * 100_000)
            limit.account(ByteCount(bytes), target: self.target)
            spent.append(Double(bytes) / 100_000)
        }
        for (span, allowed) in [(0.2, 0.4), (2.0, 2.2)] {
            let length = max(1, Int(span * Double(frameRate)))
            for start in 0...(spent.count - length) {
                let sum = spent[start..<(start + length)].reduce(0, +)
                #expect(sum <= allowed)
            }
        }
    }

    @Test func aTargetThatIsKeptLeavesRoomForAStart() {
        var limit = BurstLimit(frameRate: 30)
        for _ in 0..<120 { limit.account(ByteCount(3333), target: self.target) }
        #expect(limit.allowance > 0.17 && limit.allowance < 0.25)
    }

    @Test func nothingIsLeftAfterTooMuchUntilTimeHasPassed() {
        var limit = BurstLimit(frameRate: 10)
        limit.account(ByteCount(100_000), target: self.target)
        #expect(limit.allowance == 0)
        limit.account(ByteCount(0), target: self.target)
        #expect(limit.allowance > 0)
    }

    @Test func whatWasSpentCountsByTheTargetOfItsTime() {
        var limit = BurstLimit(frameRate: 30)
        for _ in 0..<60 { limit.account(ByteCount(3333), target: self.target) }
        let before = limit.allowance
        limit.account(ByteCount(333), target: .kilobits(80))
        #expect(abs(limit.allowance - before) < 0.01)
    }

    @Test func absurdValuesDoNotTrap() {
        for frameRate in [Int.min, 0, .max] {
            var limit = BurstLimit(frameRate: frameRate)
            for bytes in [Int.min, 0, .max] {
                limit.account(ByteCount(bytes), target: BitRate(bitsPerSecond: bytes))
                #expect(limit.allowance >= 0)
            }
        }
    }
}
