import Media
import Testing
import Units

struct VoiceMixerTests {
    private func block(_ sample: Int16) -> [Int16] {
        Array(repeating: sample, count: 960)
    }

    @Test func oneVoicePassesUnchangedAtAnyLoudness() {
        var mixer = VoiceMixer()
        for sample: Int16 in [0, 1, -1, 32_000, .max, .min] {
            mixer.add(self.block(sample))
            #expect(mixer.finish() == self.block(sample))
        }
    }

    @Test func voicesAreAdded() {
        var mixer = VoiceMixer()
        for sample: Int16 in [100, -250, 1000] { mixer.add(self.block(sample)) }
        #expect(mixer.finish() == self.block(850))
        #expect(mixer.finish() == self.block(0))
    }

    @Test func aLoudSumIsTurnedDownAndNotClipped() {
        var mixer = VoiceMixer()
        for _ in 0..<20 {
            for _ in 0..<4 { mixer.add(self.block(20_000)) }
            let mixed = mixer.finish()
            #expect(mixed.dropFirst(96).allSatisfy { (31_900...32_000).contains($0) })
        }
        #expect(mixer.limitedCount == 20)
        // Then one voice alone comes back to its own loudness within a second.
        var last: [Int16] = []
        for _ in 0..<100 {
            mixer.add(self.block(1000))
            last = mixer.finish()
        }
        #expect(last == self.block(1000))
    }

    @Test func aThousandVoicesAtFullAmplitudeSaturate() {
        var mixer = VoiceMixer()
        for _ in 0..<1000 { mixer.add(self.block(.min)) }
        let mixed = mixer.finish()
        #expect(mixed.allSatisfy { $0 <= -31_900 })
    }

    @Test func shortAndLongBlocksDoNotHurt() {
        var mixer = VoiceMixer()
        mixer.add([7])
        mixer.add(Array(repeating: 1, count: 2000))
        #expect(mixer.finish().prefix(3) == [8, 1, 1])
    }
}

struct VoiceLevelTests {
    @Test(arguments: [
        (32_767, 0), (29_205, 1), (16_384, 6), (3277, 20), (1036, 30), (328, 40), (10, 70), (1, 90),
    ])
    func aSquareWaveHasTheLevelOfItsAmplitude(amplitude: Int, decibels: Int) {
        let block = (0..<960).map { Int16($0 % 2 == 0 ? amplitude : -amplitude) }
        #expect(VoiceLevel(of: block).decibels == UInt8(decibels))
    }

    @Test func silenceAndNothingAreTheQuietest() {
        #expect(VoiceLevel(of: VoiceFormat.silence) == .silence)
        #expect(VoiceLevel(of: []) == .silence)
        #expect(VoiceLevel(decibels: 200) == .silence)
    }

    @Test func speakingBeginsQuicklyAndEndsSlowly() {
        var activity = VoiceActivity()
        let drawing = "__#_##--#__________________________________#"
        var states = ""
        for mark in drawing {
            let decibels: UInt8 = mark == "#" ? 30 : mark == "-" ? 50 : 127
            activity.update(VoiceLevel(decibels: decibels))
            states += activity.isSpeaking ? "#" : "_"
        }
        #expect(states == "_____#######################________________")
    }
}
