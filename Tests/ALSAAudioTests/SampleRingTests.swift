import ALSAAudio
import Foundation
import Testing

struct SampleRingTests {
    @Test func whatIsWrittenIsReadInOrderForEveryBlockSizeAndPhase() {
        for size in 1...20 {
            let ring = SampleRing(capacity: 32)
            var next: Int16 = 0
            var expected: Int16 = 0
            for _ in 0..<100 {
                let block = (0..<size).map { next &+ Int16($0) }
                let isWritten = ring.write(block.span)
                #expect(isWritten)
                next &+= Int16(size)
                var taken = [Int16](repeating: 0, count: size)
                var span = taken.mutableSpan
                let isRead = ring.read(into: &span)
                #expect(isRead)
                #expect(taken == (0..<size).map { expected &+ Int16($0) })
                expected &+= Int16(size)
            }
            #expect(ring.count == 0)
            #expect(ring.refusedCount == 0)
        }
    }

    @Test func aFullRingRefusesWholeBlocksAndCountsThem() {
        let ring = SampleRing(capacity: 8)
        let answers = [[1, 2, 3], [4, 5, 6], [7, 8, 9]].map { ring.write(($0 as [Int16]).span) }
        #expect(answers == [true, true, false])
        #expect(ring.count == 6)
        #expect(ring.refusedCount == 3)
    }

    @Test func anEmptyRingGivesNothingRatherThanHalfABlock() {
        let ring = SampleRing(capacity: 8)
        ring.write(([1, 2] as [Int16]).span)
        var block = [Int16](repeating: 9, count: 3)
        var span = block.mutableSpan
        let isRead = ring.read(into: &span)
        #expect(!isRead)
        #expect(block == [9, 9, 9])
        #expect(ring.count == 2)
    }

    @Test func skippingThrowsAwayTheOldest() {
        let ring = SampleRing(capacity: 8)
        ring.write(([1, 2, 3, 4, 5] as [Int16]).span)
        #expect(ring.skip(keeping: 2) == 3)
        #expect(ring.skip(keeping: 2) == 0)
        var block: [Int16] = [0, 0]
        var span = block.mutableSpan
        let isRead = ring.read(into: &span)
        #expect(isRead)
        #expect(block == [4, 5])
    }

    /// Run with the thread sanitizer, this is the proof of the two counters.
    @Test func twoThreadsMoveAMillionSamplesWithoutLosingOne() {
        let ring = SampleRing(capacity: 1024)
        let blocks = 10_000
        let writer = Thread {
            var number = 0
            while number < blocks {
                let block = [Int16](repeating: Int16(truncatingIfNeeded: number), count: 100)
                if ring.write(block.span) { number += 1 } else { sched_yield() }
            }
        }
        writer.start()
        var mistakes = 0
        var number = 0
        var block = [Int16](repeating: 0, count: 100)
        while number < blocks {
            var span = block.mutableSpan
            guard ring.read(into: &span) else {
                sched_yield()
                continue
            }
            let expected = Int16(truncatingIfNeeded: number)
            if !block.allSatisfy({ $0 == expected }) { mistakes += 1 }
            number += 1
        }
        #expect(mistakes == 0)
        #expect(ring.count == 0)
    }
}
