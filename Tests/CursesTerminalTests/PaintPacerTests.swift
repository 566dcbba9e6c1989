import CursesTerminal
import Testing
import Units

struct PaintPacerTests {
    @Test func noMoreThanTwoFramesAreEverUnanswered() {
        var pacer = PaintPacer(threshold: 40)
        var now = Instant.start
        for _ in 0..<30 {
            if pacer.mayPaint(at: now) { pacer.painted(at: now) }
            #expect(pacer.unansweredCount <= 2)
            now = now + .milliseconds(66)
        }
        #expect(pacer.paintedCount == 2)
        #expect(pacer.skippedCount == 28)
        pacer.acknowledged(at: now)
        let mayPaint = pacer.mayPaint(at: now)
        #expect(mayPaint)
    }

    @Test func skippingRaisesTheThresholdAndPaintingLowersItSlowly() {
        var pacer = PaintPacer(threshold: 40)
        for _ in 0..<2 { pacer.painted(at: .start) }
        for _ in 0..<200 { _ = pacer.mayPaint(at: .start) }
        #expect(pacer.threshold == 300)
        for step in 1...260 {
            for _ in 0..<2 { pacer.acknowledged(at: .start) }
            pacer.painted(at: .start)
            #expect(pacer.threshold == max(40, 300 - step))
        }
    }

    @Test func largeFramesRaiseTheThresholdAndSmallOnesLowerIt() {
        var pacer = PaintPacer(threshold: 20)
        func paint(_ byteCount: Int, times: Int) {
            for _ in 0..<times {
                pacer.painted(at: .start, byteCount: byteCount, pictureCellCount: 2000)
                pacer.acknowledged(at: .start)
            }
        }
        paint(8000, times: 10)
        #expect(pacer.threshold == 20)
        paint(16_000, times: 3)
        #expect(pacer.threshold == 20 + 3 * 9)
        // A whole screen at once is no reason to be coarse.
        paint(1_000_000, times: 1)
        #expect(pacer.threshold == 63)
        paint(20_000, times: 100)
        #expect(pacer.threshold == PaintPacer.sizeThresholdMaximum)
        paint(7000, times: 100)
        #expect(pacer.threshold == PaintPacer.sizeThresholdMaximum)
        paint(6000, times: 1000)
        #expect(pacer.threshold == 20)
    }

    @Test func aFastTerminalSkipsNothing() {
        var pacer = PaintPacer(threshold: 40)
        for frame in 0..<100 {
            let now = Instant.start + .milliseconds(frame * 66)
            let mayPaint = pacer.mayPaint(at: now)
            #expect(mayPaint)
            pacer.painted(at: now)
            pacer.acknowledged(at: now)
        }
        #expect(pacer.threshold == 40)
        #expect(pacer.skippedCount == 0)
    }

    @Test func aTerminalThatNeverAnswersIsNotAskedForEver() {
        var pacer = PaintPacer(threshold: 40)
        var now = Instant.start
        for _ in 0..<300 {
            if pacer.mayPaint(at: now) {
                pacer.painted(at: now, isAnswerRequested: pacer.requestsAnswer)
            }
            now = now + .milliseconds(66)
        }
        #expect(!pacer.requestsAnswer)
        let painted = pacer.paintedCount
        for _ in 0..<10 {
            let mayPaint = pacer.mayPaint(at: now)
            #expect(mayPaint)
            pacer.painted(at: now, isAnswerRequested: pacer.requestsAnswer)
        }
        #expect(pacer.paintedCount == painted + 10)
    }

    @Test func aLostAnswerDoesNotStopThePictureForEver() {
        var pacer = PaintPacer(threshold: 40)
        pacer.painted(at: .start)
        pacer.acknowledged(at: .start)
        pacer.painted(at: .start)
        pacer.painted(at: .start)
        let early = pacer.mayPaint(at: .start + .milliseconds(2999))
        let late = pacer.mayPaint(at: .start + .seconds(3))
        #expect(!early)
        #expect(late)
        #expect(pacer.requestsAnswer)
    }

    /// A line that carries so many cells in 66 ms, with a way there and back of 40 ms.
    private func limits(cellsPerFrame: Int, frames: Int) -> (limits: [Int], ages: [Int64]) {
        var pacer = PaintPacer(threshold: 40)
        var freeAt = Instant.start
        var answers: [Instant] = []
        var (limits, ages) = ([Int](), [Int64]())
        for frame in 0..<frames {
            let now = Instant.start + .milliseconds(frame * 66)
            while let first = answers.first, first <= now {
                pacer.acknowledged(at: answers.removeFirst())
            }
            limits.append(pacer.cellLimit)
            guard pacer.mayPaint(at: now) else { continue }
            pacer.painted(at: now)
            // A picture that moves everywhere, of 4000 cells.
            let carried = min(pacer.cellLimit, 4000) * 66 / cellsPerFrame
            freeAt = max(freeAt, now) + .milliseconds(carried)
            ages.append((freeAt - now).nanoseconds / 1_000_000 + 20)
            answers.append(freeAt + .milliseconds(40))
        }
        return (limits, ages)
    }

    @Test(arguments: [100, 400, 1500])
    func pictureCellsAreAsManyAsTheLineCarries(cellsPerFrame: Int) {
        let (limits, ages) = self.limits(cellsPerFrame: cellsPerFrame, frames: 300)
        // At least 10 of 15 frames a second, 130 ms old once the line is known.
        #expect(ages.count > 300 * 10 / 15)
        let known = ages.suffix(ages.count / 2)
        #expect(known.reduce(0, +) / Int64(known.count) <= 130)
        let settled = limits.suffix(100)
        #expect(settled.allSatisfy { $0 >= cellsPerFrame / 4 && $0 <= cellsPerFrame * 2 })
    }

    /// After a stall the old answers come, at once after a new frame: they say nothing of the line.
    @Test func answersOfBeforeAStallSpoilNothing() {
        var pacer = PaintPacer(threshold: 40)
        var now = Instant.start
        func frames(_ count: Int) {
            for _ in 0..<count {
                pacer.painted(at: now)
                now = now + .milliseconds(300)
                pacer.acknowledged(at: now)
            }
        }
        frames(60)
        let before = pacer.cellLimit
        for _ in 0..<2 { pacer.painted(at: now) }
        now = now + .seconds(4)
        let mayPaint = pacer.mayPaint(at: now)
        #expect(mayPaint)
        for _ in 0..<2 {
            pacer.painted(at: now)
            pacer.acknowledged(at: now)
        }
        frames(20)
        #expect(pacer.cellLimit >= before)
    }

    @Test func aFastLineHasNoLimit() {
        let (limits, _) = self.limits(cellsPerFrame: 40_000, frames: 50)
        #expect(limits.dropFirst(10).allSatisfy { $0 == PaintPacer.cellLimitMaximum })
    }
}
