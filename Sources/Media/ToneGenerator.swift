internal import Units

/// A voice-like tone with the rhythm of speech: syllables, gaps between them, pauses after phrases.
///
/// The same seed gives the same sound on every machine.
public struct ToneGenerator: Sendable {
    private enum Part: Sendable {
        case syllable(length: Int, pitch: Double)
        case gap(length: Int)
    }

    /// Loudness of the harmonics of the fundamental, as in an open vowel.
    private static let harmonics = [0.5, 0.3, 0.35, 0.15, 0.08]
    private static let amplitude = 9000.0

    private var random: SeededRandom
    private var part = Part.gap(length: 1)
    private var place = 0
    private var syllablesLeft = 0
    private var phase = 0.0
    private let pitch: Double

    public init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        self.pitch = Double.random(in: 110...220, using: &random)
        self.random = random
    }

    /// The next 960 samples.
    public mutating func nextBlock() -> [Int16] {
        (0..<VoiceFormat.blockCount).map { _ in self.nextSample() }
    }

    private mutating func nextSample() -> Int16 {
        switch self.part {
        case .syllable(let length, let pitch):
            guard self.place < length else { return self.begin() }
            // A raised cosine: fades in and out without a click.
            let turns = Double(self.place) / Double(length)
            let envelope = 0.5 - 0.5 * Sine.cosineOfTurns(turns)
            self.phase += pitch / Double(VoiceFormat.sampleRate)
            if self.phase >= 1 { self.phase -= 1 }
            self.place += 1
            var sum = 0.0
            for (index, loudness) in Self.harmonics.enumerated() {
                sum += loudness * Sine.ofTurns(self.phase * Double(index + 1))
            }
            return Int16(sum * envelope * Self.amplitude)
        case .gap(let length):
            guard self.place < length else { return self.begin() }
            self.place += 1
            return 0
        }
    }

    /// Begins the next part; its first sample is always silent.
    private mutating func begin() -> Int16 {
        self.place = 0
        if case .gap = self.part {
            if self.syllablesLeft == 0 {
                self.syllablesLeft = Int.random(in: 4...12, using: &self.random)
            }
            self.syllablesLeft -= 1
            let milliseconds = Int.random(in: 120...300, using: &self.random)
            let bend = Double.random(in: 0.85...1.2, using: &self.random)
            self.part = .syllable(length: milliseconds * 48, pitch: self.pitch * bend)
        } else {
            let range = self.syllablesLeft == 0 ? 500...1400 : 30...110
            self.part = .gap(length: Int.random(in: range, using: &self.random) * 48)
        }
        return 0
    }
}
