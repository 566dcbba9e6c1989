import Testing
import Units

@testable import Media

/// Two clocks that differ, and a voice that goes on as if they didn't.
struct DriftCorrectionTests {
    /// A sender whose clock is fast by so many parts in a million, and a sound card that is.
    struct Clocks: Sendable, CustomStringConvertible {
        var sender: Double
        var card: Double
        var description: String { "sender \(self.sender), card \(self.card)" }
    }

    /// What a voice went through; of the sound only the length counts.
    private struct Run {
        var buffer = VoiceJitterBuffer()
        /// Twenty samples a block instead of 960, or an hour would take minutes.
        var correction = DriftCorrection(sampleRate: 1000)
        var latenesses: [Duration] = []
        var paces: [Double] = []

        mutating func play(at now: Instant) {
            var block = [Int16](repeating: 0, count: 20)
            while self.correction.needsBlock {
                let (span, due) = (block.span, now + self.correction.waiting)
                switch self.buffer.next(at: due) {
                case .packet: self.correction.append(span, lateness: self.buffer.lateness)
                case .lost, .silence: self.correction.append(span, lateness: nil)
                }
            }
            var output = block.mutableSpan
            self.correction.next(into: &output)
            self.latenesses.append(self.buffer.lateness)
            self.paces.append(self.correction.pace)
        }
    }

    private static func run(
        _ clocks: Clocks, length: Duration, settling: Int
    ) -> (Run, VoiceJitterBuffer.Counters) {
        var random = SeededRandom(seed: 1)
        var run = Run()
        var begun = VoiceJitterBuffer.Counters()
        /// When a packet arrives: in order, as TCP has it.
        func arrival(of number: Int, after last: Instant) -> Instant {
            let captured = Double(number) * 20_000_000 / (1 + clocks.sender / 1_000_000)
            let delay = Int64.random(in: 30_000_000...40_000_000, using: &random)
            return max(last, Instant(nanoseconds: Int64(captured) + delay))
        }
        var number = 0
        var next = arrival(of: 0, after: .start)
        for index in 0..<Int(length.seconds / 0.02) {
            let card = Double(index) * 20_000_000 / (1 + clocks.card / 1_000_000)
            let now = Instant(nanoseconds: Int64(card))
            while next <= now {
                run.buffer.insert(
                    number: UInt32(number), captureTime: UInt64(number) * 20_000, packet: [1],
                    at: next)
                number += 1
                next = arrival(of: number, after: next)
            }
            run.play(at: now)
            if index == settling { begun = run.buffer.counters }
        }
        return (run, begun)
    }

    @Test(arguments: [
        Clocks(sender: 300, card: 0), Clocks(sender: -150, card: 150),
    ])
    func anHourPassesWithoutASkipOrAGap(clocks: Clocks) {
        // The first half minute, in which it finds out, is passed over.
        let (run, begun) = Self.run(clocks, length: .seconds(3600), settling: 1500)
        let counters = run.buffer.counters
        #expect(counters.played - begun.played > 178_000)
        #expect(counters.skipped == begun.skipped)
        #expect(counters.stretched == begun.stretched)
        #expect(counters.underruns == begun.underruns)
        #expect(counters.lost == begun.lost)
        let settled = run.latenesses.dropFirst(1500)
        #expect(settled.allSatisfy { abs(($0 - DriftCorrection.aim).nanoseconds) < 12_000_000 })
        #expect(run.paces.allSatisfy { abs($0 - 1) <= DriftCorrection.deviationMaximum })
    }

    /// A tone that goes through at another pace stays a tone: no step is higher than the tone's
    /// own.
    @Test(arguments: [-0.02, 0.0, 0.02])
    func aToneIsNotBroken(lateness: Double) {
        var correction = DriftCorrection()
        let amplitude = 10_000.0
        var phase = 0.0
        var heard: [Int16] = []
        for _ in 0..<500 {
            while correction.needsBlock {
                var block = [Int16](repeating: 0, count: VoiceFormat.blockCount)
                for index in block.indices {
                    block[index] = Int16(amplitude * Sine.ofTurns(phase))
                    phase += 440.0 / 48_000
                    if phase >= 1 { phase -= 1 }
                }
                correction.append(block.span, lateness: .nanoseconds(Int64(lateness * 1e9)))
            }
            var block = VoiceFormat.silence
            var span = block.mutableSpan
            correction.next(into: &span)
            heard += block
        }
        let steepest = amplitude * 2 * Double.pi * 440 / 48_000 * 1.001
        let steps = zip(heard.dropFirst(), heard.dropFirst(2)).map { abs(Int($1) - Int($0)) }
        #expect(Double(steps.max() ?? 0) <= steepest + 2)
        #expect(heard.suffix(48_000).map { abs(Int($0)) }.max() ?? 0 > 9_900)
    }

    @Test func inStepItPassesSamplesOnAsTheyAre() {
        var correction = DriftCorrection()
        var random = SeededRandom(seed: 2)
        var taken: [Int16] = []
        var played: [Int16] = []
        for _ in 0..<5 {
            while correction.needsBlock {
                let block = (0..<VoiceFormat.blockCount).map { _ in
                    Int16.random(in: .min ... .max, using: &random)
                }
                taken += block
                correction.append(block.span, lateness: DriftCorrection.aim)
            }
            var block = VoiceFormat.silence
            var span = block.mutableSpan
            correction.next(into: &span)
            played += block
        }
        #expect(played == [0, 0] + taken.prefix(played.count - 2))
    }

    @Test func emptiedItBeginsAnewAtThePaceItKnows() {
        var correction = DriftCorrection()
        let silence = VoiceFormat.silence
        for _ in 0..<100 {
            correction.append(silence.span, lateness: DriftCorrection.aim + .milliseconds(5))
            correction.empty()
        }
        #expect(correction.waiting < .milliseconds(1))
        #expect(correction.needsBlock)
        #expect(correction.pace > 1.0004 && correction.pace <= 1.0005)
    }
}
