import Media
import Testing
import Units

struct SpeakerSelectionTests {
    private var selection = SpeakerSelection()
    private var now = Instant.start

    /// Everybody sends a packet every 20 ms, as loud as is said here or else silent.
    private mutating func run(
        _ milliseconds: Int, people: Range<UInt32>, _ levels: [UInt32: UInt8]
    ) -> [UInt32: Int] {
        var passed: [UInt32: Int] = [:]
        for _ in 0..<(milliseconds / 20) {
            self.now = self.now + .milliseconds(20)
            for person in people {
                let isPassed = self.selection.observe(
                    participant: person, level: levels[person] ?? 90, at: self.now)
                if isPassed { passed[person, default: 0] += 1 }
            }
        }
        return passed
    }

    @Test mutating func silentPeopleCostNothing() {
        let passed = self.run(10_000, people: 0..<200, [150: 30])
        #expect(passed.count == SpeakerSelection.passedMaximum + 1)
        #expect(passed[150] ?? 0 > 490)
        #expect(self.selection.speaker == 150)
        #expect(self.selection.speakers.first == 150)
        #expect(self.selection.speakers.count == SpeakerSelection.passedMaximum)
    }

    @Test mutating func whoBeginsToSpeakIsHeardAtOnce() {
        _ = self.run(2000, people: 0..<50, [:])
        // The third packet at the latest.
        let passed = self.run(100, people: 0..<50, [40: 25])
        #expect(passed[40] ?? 0 >= 3)
    }

    @Test mutating func aCoughTakesNobodysPlace() {
        _ = self.run(3000, people: 0..<4, [1: 30])
        _ = self.run(100, people: 0..<4, [1: 30, 2: 10])
        #expect(self.selection.speaker == 1)
        _ = self.run(1000, people: 0..<4, [1: 30])
        #expect(self.selection.speaker == 1)
    }

    @Test mutating func aPauseForBreathKeepsThePlaceAndALongerOneDoesNot() {
        _ = self.run(3000, people: 0..<4, [1: 30])
        _ = self.run(500, people: 0..<4, [2: 30])
        #expect(self.selection.speaker == 1)
        _ = self.run(800, people: 0..<4, [2: 30])
        #expect(self.selection.speaker == 2)
    }

    @Test mutating func whoGoesOnLouderTakesOver() {
        _ = self.run(3000, people: 0..<4, [1: 40])
        _ = self.run(4000, people: 0..<4, [1: 40, 2: 20])
        #expect(self.selection.speaker == 2)
    }

    @Test mutating func manyWhoSpeakAtOnceAreNotPassedByTurns() {
        let levels = Dictionary(uniqueKeysWithValues: (0..<12 as Range<UInt32>).map { ($0, 30) })
        _ = self.run(2000, people: 0..<12, levels.mapValues { UInt8($0) })
        let passed = self.run(2000, people: 0..<12, levels.mapValues { UInt8($0) })
        #expect(passed.count == SpeakerSelection.passedMaximum)
    }

    @Test mutating func whoHasLeftIsForgotten() {
        _ = self.run(1000, people: 0..<4, [1: 30])
        self.selection.forget(participant: 1)
        #expect(self.selection.speaker == nil)
        #expect(!self.selection.speakers.contains(1))
        _ = self.run(1000, people: 2..<4, [2: 30])
        #expect(self.selection.speaker == 2)
    }

    @Test mutating func manyPacketsInNoTimeAreNoLongSpeech() {
        _ = self.run(3000, people: 0..<4, [1: 40])
        for _ in 0..<50 {
            self.now = self.now + .milliseconds(20)
            _ = self.selection.observe(participant: 1, level: 40, at: self.now)
            for _ in 0..<100 {
                _ = self.selection.observe(participant: 2, level: 35, at: self.now)
            }
        }
        #expect(self.selection.speaker == 1)
    }

    @Test mutating func packetsThatArriveTogetherCountAsIfTheyHadNot() {
        _ = self.run(3000, people: 0..<4, [1: 40])
        for _ in 0..<40 {
            self.now = self.now + .milliseconds(100)
            for _ in 0..<5 {
                _ = self.selection.observe(participant: 1, level: 40, at: self.now)
                _ = self.selection.observe(participant: 2, level: 20, at: self.now)
            }
        }
        #expect(self.selection.speaker == 2)
    }

    @Test mutating func whoNeverPausesKeepsThePlaceAgainstNobody() {
        _ = self.run(40_000, people: 0..<4, [1: 0])
        #expect(self.selection.speaker == 1)
        _ = self.run(200, people: 0..<4, [1: 0, 2: 30])
        #expect(self.selection.speaker == 2)
        // And does not take it back while the other speaks.
        _ = self.run(5000, people: 0..<4, [1: 0, 2: 30])
        #expect(self.selection.speaker == 2)
    }

    @Test mutating func fiveWhoNeverPauseDoNotKeepOthersFromBeingHeard() {
        let levels = Dictionary(uniqueKeysWithValues: (0..<5 as Range<UInt32>).map { ($0, 0) })
            .mapValues { UInt8($0) }
        _ = self.run(40_000, people: 0..<8, levels)
        let passed = self.run(
            1000, people: 0..<8, levels.merging([6: 30, 7: 30]) { $1 })
        #expect(passed[6] ?? 0 >= 45 && passed[7] ?? 0 >= 45)
        #expect([6, 7].contains(self.selection.speaker))
    }

    @Test mutating func aSpeakerWhoBreathesKeepsThePlaceForLong() {
        for _ in 0..<20 {
            _ = self.run(2700, people: 0..<4, [1: 30, 2: 32])
            _ = self.run(300, people: 0..<4, [:])
        }
        #expect(self.selection.speaker == 1)
    }
}
