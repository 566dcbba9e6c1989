import Testing
import Units

@testable import ClientRuntime

struct MutedSpeechTests {
    /// Ten looks a second, each with what the microphone hears; the seconds at which one is told.
    private static func told(_ levels: [Int?]) -> [Double] {
        var speech = MutedSpeech()
        return levels.enumerated().compactMap { index, level in
            let now = Instant.start + .milliseconds(100 * index)
            return speech.hear(level, at: now) ? Double(index) / 10 : nil
        }
    }

    @Test func sentencesAreNoticedOnceInAWhile() {
        let words = [30, 35, 60, 30, 30, 60, 60, 30] as [Int?]
        let minute = Array(repeating: words, count: 75).flatMap { $0 }
        #expect(Self.told(minute) == [1.2, 31.2])
    }

    @Test func noisesAndAnOpenMicrophoneAreNot() {
        let cough = [20, 20, 20, 60, 60, 60, 60, 60, 60] as [Int?]
        #expect(Self.told(Array(repeating: cough, count: 40).flatMap { $0 }) == [])
        #expect(Self.told(Array(repeating: 45, count: 100)) == [])
        #expect(Self.told(Array(repeating: nil, count: 100)) == [])
        #expect(
            Self.told(Array(repeating: 20, count: 10) + [nil] + Array(repeating: 20, count: 10))
                == [])
    }
}
