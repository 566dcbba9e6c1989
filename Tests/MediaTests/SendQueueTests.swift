import Media
import Testing
import Units

struct SendQueueTests {
    let now = Instant(nanoseconds: 1_000_000_000)

    @Test func voiceOvertakesPicturesAndControlOvertakesAll() {
        var queue = SendQueue()
        for kind in SendQueue.Class.allCases.reversed() {
            let isAdded = queue.add([UInt8(kind.rawValue)], as: kind, at: self.now)
            #expect(isAdded)
        }
        let piece = queue.next(ByteCount(100), at: self.now)
        #expect(piece == [0, 1, 2, 3])
        #expect(queue.isEmpty)
    }

    @Test func whatIsLateIsDroppedButNeverControl() {
        var queue = SendQueue()
        for kind in SendQueue.Class.allCases {
            let isAdded = queue.add([UInt8(kind.rawValue)], as: kind, at: self.now)
            #expect(isAdded)
        }
        let later = self.now + .milliseconds(500)
        let piece = queue.next(ByteCount(100), at: later)
        #expect(piece == [0, 2])
        #expect(queue.dropCounts == [0, 1, 0, 1])
    }

    @Test func aPeerThatDoesNotReadFillsControlAndIsToldApart() {
        var limits = SendQueue.Limits()
        limits.control = ByteCount(10)
        limits.voice = ByteCount(10)
        var queue = SendQueue(limits: limits)
        let frame = [UInt8](repeating: 1, count: 6)
        let answers = [SendQueue.Class.control, .control, .voice, .voice].map {
            queue.add(frame, as: $0, at: self.now)
        }
        #expect(answers == [true, false, true, true])
        #expect(queue.size == ByteCount(12))
        #expect(queue.dropCounts[SendQueue.Class.voice.rawValue] == 1)
    }

    @Test func aBudgetIsFilledFrameByFrame() {
        var queue = SendQueue()
        for _ in 0..<2000 { _ = queue.add([9, 9, 9, 9], as: .voice, at: self.now) }
        var total = 0
        while let piece = queue.next(ByteCount(10), at: self.now) {
            #expect(piece.count == 12 || queue.isEmpty)
            total += piece.count
        }
        #expect(total == 8000)
    }
}
