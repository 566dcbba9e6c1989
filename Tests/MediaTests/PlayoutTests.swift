import Media
import Testing
import Units

struct PlayoutTests {
    private func instant(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    /// A clock whose pictures take 30 ms and no jitter: shown 40 ms after arrival at first.
    private func clock() -> PlayoutClock {
        var clock = PlayoutClock()
        clock.observe(captureTime: 0, at: self.instant(30))
        return clock
    }

    @Test func picturesWithoutVoiceAreShownByTheirOwnJitter() {
        var clock = self.clock()
        #expect(clock.presentation(of: 100_000, at: self.instant(0)) == self.instant(170))
        for index in 1...60 {
            clock.observe(
                captureTime: UInt64(index * 40_000), at: self.instant(index * 40 + 30))
        }
        #expect(clock.presentation(of: 100_000, at: self.instant(0)) == self.instant(130))
    }

    @Test func picturesFollowTheVoiceAndItsWayThroughTheSoundCard() {
        var clock = self.clock()
        var buffer = VoiceJitterBuffer()
        buffer.insert(number: 0, captureTime: 0, packet: [], at: self.instant(50))
        clock.follow(
            buffer, captureTime: 0, outputDelay: .milliseconds(60), at: self.instant(50))
        // 50 ms on the way, 60 ms until jitter is known, 60 ms of sound card.
        #expect(clock.presentation(of: 100_000, at: self.instant(60)) == self.instant(270))
        // A voice that has gone leads no more.
        #expect(clock.presentation(of: 100_000, at: self.instant(4000)) == self.instant(170))
    }

    @Test func theNewestPictureThatIsDueIsShown() {
        let clock = self.clock()
        var queue = PictureQueue<String>()
        queue.insert("a", captureTime: 0)
        queue.insert("c", captureTime: 40_000)
        queue.insert("b", captureTime: 20_000)
        queue.insert("d", captureTime: 60_000)
        let shown = [60, 70, 80, 111, 120, 131, 200].map {
            queue.next(at: self.instant($0), clock: clock)
        }
        #expect(shown == [nil, "a", nil, "c", nil, "d", nil])
        #expect(queue.counters.superseded == 1)
        #expect(queue.deadline(at: self.instant(0), clock: clock) == nil)
    }

    @Test func latePicturesAreNotShownUnlessNothingElseIs() {
        let clock = self.clock()
        var queue = PictureQueue<Int>()
        queue.insert(0, captureTime: 0)
        #expect(queue.next(at: self.instant(70), clock: clock) == 0)
        queue.insert(1, captureTime: 40_000)
        #expect(queue.next(at: self.instant(300), clock: clock) == nil)
        #expect(queue.counters.late == 1)
        queue.insert(2, captureTime: 80_000)
        #expect(queue.next(at: self.instant(570), clock: clock) == 2)
        queue.insert(1, captureTime: 40_000)
        #expect(queue.count == 0)
    }

    @Test func aFullQueueDropsTheOldest() {
        let clock = self.clock()
        var queue = PictureQueue<Int>()
        for index in 0..<20 { queue.insert(index, captureTime: UInt64(index)) }
        #expect(queue.count == PictureQueue<Int>.countMaximum)
        #expect(
            queue.deadline(at: self.instant(0), clock: clock) == self.instant(70)
                + .microseconds(12))
        #expect(queue.next(at: self.instant(75), clock: clock) == 19)
    }

    @Test func timesThatNoClockShowsDoNotTrap() {
        var clock = PlayoutClock()
        clock.observe(captureTime: .max, at: self.instant(1))
        clock.observe(captureTime: 1 << 51, at: self.instant(1))
        let now = self.instant(5)
        #expect(clock.presentation(of: .max, at: now) == now)
        _ = clock.presentation(of: 0, at: now)
    }
}

struct ToneGeneratorTests {
    @Test func theSameSeedGivesTheSameVoiceAndAnotherAnother() {
        func blocks(_ seed: UInt64) -> [[Int16]] {
            var tone = ToneGenerator(seed: seed)
            return (0..<50).map { _ in tone.nextBlock() }
        }
        #expect(blocks(1) == blocks(1))
        #expect(blocks(1) != blocks(2))
    }

    @Test func itHasTheRhythmOfSpeechAndNeverClips() {
        var tone = ToneGenerator(seed: 3)
        var activity = VoiceActivity()
        var speaking = 0
        var changes = 0
        for _ in 0..<1500 {
            let block = tone.nextBlock()
            #expect(block.count == VoiceFormat.blockCount)
            #expect(block.allSatisfy { abs(Int($0)) < 16_000 })
            if activity.update(VoiceLevel(of: block)) { changes += 1 }
            if activity.isSpeaking { speaking += 1 }
        }
        // Of thirty seconds more than half is speech, in several phrases.
        #expect((750...1450).contains(speaking))
        #expect(changes >= 6)
    }
}
