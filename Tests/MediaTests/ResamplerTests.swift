import Foundation
import Media
import Testing

struct ResamplerTests {
    /// A second of a sine at a rate.
    private func sine(_ frequency: Double, rate: Int) -> [Float] {
        (0..<rate).map { Float(sin(2 * .pi * frequency * Double($0) / Double(rate)) * 0.5) }
    }

    /// Root of the mean square, away from the edges.
    private func loudness(_ samples: [Float]) -> Double {
        let middle = samples.dropFirst(2000).dropLast(2000)
        return sqrt(middle.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(middle.count))
    }

    private func resample(_ samples: [Float], rate: Int, piece: Int) -> [Float] {
        var resampler = Resampler(rate: rate)
        var output: [Float] = []
        var rest = samples[...]
        while !rest.isEmpty {
            output += resampler.append(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        return output + resampler.finish()
    }

    @Test(arguments: [8_000, 11_025, 16_000, 32_000, 44_100, 44_099, 96_000])
    func aToneKeepsItsPitchItsLoudnessAndItsLength(rate: Int) {
        let output = self.resample(self.sine(997, rate: rate), rate: rate, piece: 1000)
        #expect(abs(output.count - 48_000) <= 12)
        let expected = self.sine(997, rate: 48_000)
        let errors = zip(output, expected).map { $0 - $1 }
        // Noise and ripple more than 55 dB below the tone: nothing that is heard beside speech.
        #expect(self.loudness(errors) < self.loudness(expected) / 560)
    }

    @Test func whatDoesNotFitTheNewRateIsRemovedAndNotFoldedDown() {
        // 30 kHz at a rate of 96 kHz would be heard as 18 kHz.
        let output = self.resample(self.sine(30_000, rate: 96_000), rate: 96_000, piece: 5000)
        #expect(self.loudness(output) < 0.3536 / 1000)
    }

    @Test func theSizeOfThePiecesDoesNotMatter() {
        let tone = Array(self.sine(440, rate: 44_100).prefix(3000))
        let whole = self.resample(tone, rate: 44_100, piece: 3000)
        for piece in [1, 2, 7, 64, 2999] {
            #expect(self.resample(tone, rate: 44_100, piece: piece) == whole)
        }
    }

    @Test func ourOwnRatePassesUnchanged() {
        let tone = self.sine(440, rate: 48_000)
        #expect(self.resample(tone, rate: 48_000, piece: 960) == tone)
    }
}
