import Media
import Testing
import Units

struct VoiceJitterBufferTests {
    /// Packets arrive exactly on time, 20 ms apart, from here on.
    private func instant(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    /// A buffer that got packets 0…`count`−1, but those in `missing`, each 10 ms before a block.
    private func play(
        _ count: Int, missing: Set<Int> = [], calls: Int
    ) -> (playouts: [VoicePlayout], buffer: VoiceJitterBuffer) {
        var buffer = VoiceJitterBuffer()
        var playouts: [VoicePlayout] = []
        for index in 0..<calls {
            if index < count, !missing.contains(index) {
                buffer.insert(
                    number: UInt32(index), captureTime: UInt64(index * 20_000),
                    packet: [UInt8(index)], at: self.instant(index * 20))
            }
            playouts.append(buffer.next(at: self.instant(index * 20 + 10)))
        }
        return (playouts, buffer)
    }

    @Test func nothingIsPlayedBeforeTheFirstPacketNorUntilItsTurn() {
        var buffer = VoiceJitterBuffer()
        #expect(buffer.next(at: self.instant(0)) == .silence)
        #expect(buffer.playout(of: 0) == nil)
        let (playouts, _) = self.play(4, calls: 7)
        #expect(
            playouts == [
                .silence, .silence, .packet([0]), .packet([1]), .packet([2]), .packet([3]),
                .lost(next: nil),
            ])
    }

    @Test func aLostPacketIsRecoveredFromTheNextOne() {
        let (playouts, buffer) = self.play(8, missing: [2], calls: 9)
        #expect(
            playouts.dropFirst(2) == [
                .packet([0]), .packet([1]), .lost(next: [3]), .packet([3]), .packet([4]),
                .packet([5]), .packet([6]),
            ])
        #expect(buffer.counters.lost == 1)
    }

    @Test func ofSeveralLostPacketsTheLastIsRecoveredAndTheOthersAreConcealed() {
        let (playouts, buffer) = self.play(12, missing: [2, 3, 4], calls: 11)
        #expect(
            playouts.dropFirst(2) == [
                .packet([0]), .packet([1]), .lost(next: nil), .lost(next: nil), .lost(next: [5]),
                .packet([5]), .packet([6]), .packet([7]), .packet([8]),
            ])
        #expect(buffer.counters.lost == 3)
    }

    @Test func aSenderThatFallsSilentIsConcealedForHundredMillisecondsAndThenSilent() {
        let (playouts, buffer) = self.play(3, calls: 14)
        let expected: [VoicePlayout] =
            [.packet([0]), .packet([1]), .packet([2])]
            + Array(repeating: .lost(next: nil), count: 5)
            + Array(repeating: .silence, count: 4)
        #expect(Array(playouts.dropFirst(2)) == expected)
        #expect(buffer.counters.underruns == 1)
    }

    @Test func everyOrderOfFourPacketsIsPlayedInOrder() {
        for order in Self.permutations([0, 1, 2, 3]) {
            var buffer = VoiceJitterBuffer()
            for number in order {
                buffer.insert(
                    number: UInt32(number), captureTime: UInt64(number * 20_000),
                    packet: [UInt8(number)], at: self.instant(60))
                // And once more, as a link that repeats itself would.
                buffer.insert(
                    number: UInt32(number), captureTime: UInt64(number * 20_000),
                    packet: [99], at: self.instant(60))
            }
            #expect(buffer.counters.duplicate == 4)
            let played = (0..<12).compactMap { index -> UInt8? in
                if case .packet(let bytes) = buffer.next(at: self.instant(60 + index * 20)) {
                    return bytes[0]
                }
                return nil
            }
            #expect(played == [0, 1, 2, 3], "order of arrival \(order)")
        }
    }

    @Test func aPacketAfterItsTurnIsCountedAndNotPlayed() {
        var (_, buffer) = self.play(8, missing: [2], calls: 9)
        buffer.insert(number: 2, captureTime: 40_000, packet: [2], at: self.instant(180))
        #expect(buffer.counters.late == 1)
        #expect(buffer.next(at: self.instant(190)) == .packet([7]))
    }

    @Test func numbersMayWrapAround() {
        var buffer = VoiceJitterBuffer()
        var played: [UInt8] = []
        for index in 0..<10 {
            buffer.insert(
                number: UInt32.max - 4 &+ UInt32(index), captureTime: UInt64(index * 20_000),
                packet: [UInt8(index)], at: self.instant(index * 20))
            if case .packet(let bytes) = buffer.next(at: self.instant(index * 20 + 10)) {
                played += bytes
            }
        }
        #expect(played == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func aStreamThatBeginsAnewIsPlayedAnew() {
        var buffer = self.play(20, calls: 20).buffer
        for index in 0..<10 {
            buffer.insert(
                number: UInt32(1_000_000 + index), captureTime: UInt64((20 + index) * 20_000),
                packet: [UInt8(100 + index)], at: self.instant((20 + index) * 20))
        }
        var played: [UInt8] = []
        for index in 0..<20 {
            if case .packet(let bytes) = buffer.next(at: self.instant((20 + index) * 20 + 10)) {
                played += bytes
            }
        }
        #expect(played == (100..<110).map { UInt8($0) })
    }

    @Test func itNeverHoldsMoreThanASecond() {
        var buffer = VoiceJitterBuffer()
        for index in 0..<1000 {
            buffer.insert(
                number: UInt32(index), captureTime: UInt64(index * 20_000), packet: [0],
                at: self.instant(0))
        }
        #expect(buffer.count == VoiceJitterBuffer.packetCountMaximum)
    }

    @Test func whateverArrivesNeitherTrapsNorFillsMemory() {
        var random = SeededRandom(seed: 0x5EED)
        for _ in 0..<200 {
            var buffer = VoiceJitterBuffer()
            var now = Instant(nanoseconds: Int64.random(in: -5...(.max / 4), using: &random))
            for _ in 0..<100 {
                let number =
                    Bool.random(using: &random)
                    ? UInt32.random(in: 0...40, using: &random)
                    : UInt32.random(in: 0...(.max), using: &random)
                let captureTime =
                    Bool.random(using: &random)
                    ? UInt64(max(0, now.nanoseconds / 1000))
                    : UInt64.random(in: 0...(.max), using: &random)
                buffer.insert(number: number, captureTime: captureTime, packet: [1], at: now)
                _ = buffer.next(at: now)
                #expect(buffer.count <= VoiceJitterBuffer.packetCountMaximum)
                #expect(buffer.delay >= .zero)
                let step = Int64.random(in: 0...1_000_000_000, using: &random)
                now = now + .nanoseconds(step)
            }
        }
    }

    static func permutations(_ elements: [Int]) -> [[Int]] {
        guard elements.count > 1 else { return [elements] }
        return elements.flatMap { first in
            self.permutations(elements.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
