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
        pacer.acknowledged(1)
        let mayPaint = pacer.mayPaint(at: now)
        #expect(mayPaint)
    }

    @Test func skippingRaisesTheThresholdAndPaintingLowersItSlowly() {
        var pacer = PaintPacer(threshold: 40)
        for _ in 0..<2 { pacer.painted(at: .start) }
        for _ in 0..<200 { _ = pacer.mayPaint(at: .start) }
        #expect(pacer.threshold == 300)
        for step in 1...260 {
            pacer.acknowledged(2)
            pacer.painted(at: .start)
            #expect(pacer.threshold == max(40, 300 - step))
        }
    }

    @Test func aFastTerminalSkipsNothing() {
        var pacer = PaintPacer(threshold: 40)
        for frame in 0..<100 {
            let now = Instant.start + .milliseconds(frame * 66)
            let mayPaint = pacer.mayPaint(at: now)
            #expect(mayPaint)
            pacer.painted(at: now)
            pacer.acknowledged(1)
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
        pacer.acknowledged(1)
        pacer.painted(at: .start)
        pacer.painted(at: .start)
        let early = pacer.mayPaint(at: .start + .milliseconds(2999))
        let late = pacer.mayPaint(at: .start + .seconds(3))
        #expect(!early)
        #expect(late)
        #expect(pacer.requestsAnswer)
    }
}
