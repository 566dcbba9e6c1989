import Media
import Testing
import Units
import Wire

/// What becomes of streams that wait side by side.
extension SendSchedulerTests {
    @Test mutating func aStreamThatWasLateHasNoSecondTurn() {
        var limits = SendLimits()
        limits.video = ByteCount(10)
        self.scheduler = SendScheduler(limits: limits)
        self.start([1, 2])
        self.scheduler.add(self.piece(9, count: 6, participant: 1, number: 2), at: self.now)
        self.now = self.now + .milliseconds(1050)
        self.scheduler.add(self.piece(20, count: 2, participant: 2, number: 2), at: self.now)
        // No room before what is late has gone.
        self.scheduler.add(
            self.piece(10, count: 3, participant: 1, flags: .key, number: 3), at: self.now)
        for number in 4..<6 as Range<UInt32> {
            self.scheduler.add(
                self.piece(UInt8(7 + number), participant: 1, number: number), at: self.now)
        }
        self.scheduler.add(self.piece(21, participant: 2, number: 3), at: self.now)
        let order = self.next()
        #expect(order == [10, 10, 10, 20, 20, 11, 21, 12])
    }

    @Test mutating func whatIsLateGoesWhenMoreComesThoughNothingIsTaken() {
        self.start([1])
        self.scheduler.add(self.piece(5, count: 100, number: 2), at: self.now)
        self.now = self.now + .milliseconds(1001)
        self.scheduler.add(self.piece(6, flags: .key, number: 3), at: self.now)
        #expect(self.scheduler.size == ByteCount(1))
        #expect(self.scheduler.counters.dropped(.late) == 1)
    }

    @Test mutating func aBaseBehindALateLayerGoesBeforeOtherLayers() {
        self.start([1, 2])
        self.scheduler.add(
            self.piece(9, participant: 1, layer: 1, number: 2), at: self.now)
        self.now = self.now + .milliseconds(200)
        self.scheduler.add(self.piece(5, participant: 1, number: 3), at: self.now)
        self.scheduler.add(
            self.piece(6, participant: 2, layer: 1, number: 2), at: self.now)
        self.now = self.now + .milliseconds(200)
        let order = self.next()
        #expect(order == [5, 6])
    }

    /// Fills the window until a large piece doesn't fit, but small ones do.
    private mutating func fill() {
        var number = 2 as UInt32
        while self.scheduler.estimate.window.bytes - self.outstanding >= 3000 {
            self.scheduler.add(
                self.piece(1, count: 1000, participant: 1, number: number), at: self.now)
            number += 1
            _ = self.next()
        }
    }

    @Test mutating func aPieceThatDoesNotFitIsPassedByOthersOnlySoOften() {
        self.start([1, 2, 3])
        self.fill()
        self.scheduler.add(self.piece(9, count: 4000, participant: 2, number: 2), at: self.now)
        for number in 2..<22 as Range<UInt32> {
            self.scheduler.add(self.piece(3, participant: 3, number: number), at: self.now)
        }
        var small = 0
        while let written = self.next() { small += written.count }
        #expect(small == 4)
        // Then the large one goes first, and the rest after it.
        self.observe(after: 10)
        let rest = self.next()
        #expect(rest == Array(repeating: 9, count: 4000) + Array(repeating: 3, count: 16))
    }
}
