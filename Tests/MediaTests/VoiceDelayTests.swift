import Media
import Testing
import Units

/// The delay of voice on simulated links; `DESIGN` promises less than 300 ms a second after a stall.
struct VoiceDelayTests {
    static func seconds(_ count: Int) -> Instant { Instant.start + .seconds(count) }

    private func delays(
        _ heard: [VoiceWire.Heard], from: Instant = .start, to: Instant = Instant(nanoseconds: .max)
    ) -> [Duration] {
        heard.filter { $0.at >= from && $0.at < to }.compactMap(\.delay).sorted()
    }

    @Test(arguments: [0, 5, 20, 60, 120])
    func aCalmLinkAddsLittleMoreThanItsJitter(jitter: Int) {
        var link = VoiceWire.Link()
        link.jitter = .milliseconds(jitter)
        let (heard, buffer) = VoiceWire.run(link, length: .seconds(30), seed: UInt64(jitter))
        let delays = self.delays(heard, from: Self.seconds(3))
        let limit = link.delay + max(.milliseconds(20), link.jitter) + .milliseconds(45)
        #expect(delays[delays.count * 99 / 100] <= limit)
        // The 95th percentile of the jitter is waited for, so about that much is heard.
        #expect(buffer.counters.played > 1500 * 90 / 100)
        if jitter <= 20 { #expect(buffer.counters.lost + buffer.counters.skipped <= 15) }
    }

    @Test(arguments: 1...24)
    func afterAStallTheDelayIsBackWithinASecond(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var link = VoiceWire.Link()
        link.delay = .milliseconds(Int.random(in: 1...100, using: &random))
        link.jitter = .milliseconds(Int.random(in: 0...60, using: &random))
        link.packetsOnTheWay = Int.random(in: 0...40, using: &random)
        link.ageMaximum = .milliseconds(Int.random(in: 100...2000, using: &random))
        let length = seed <= 12 ? 5000 : Int.random(in: 200...8000, using: &random)
        let end = Self.seconds(10) + .milliseconds(length)
        link.stall = (Self.seconds(10), end)
        let (heard, _) = VoiceWire.run(link, length: .seconds(22), seed: seed)
        let after = self.delays(heard, from: end + .seconds(1))
        #expect(after.last ?? .zero < .milliseconds(300))
        // And it is a voice again, not silence.
        let spoken = heard.filter { $0.at >= end + .seconds(1) && $0.number != nil }.count
        let blocks = heard.filter { $0.at >= end + .seconds(1) }.count
        #expect(spoken * 100 >= blocks * 85)
        // Before the stall nothing was wrong either.
        let before = self.delays(heard, from: Self.seconds(3), to: Self.seconds(10))
        #expect(before.last ?? .zero < .milliseconds(300))
    }

    @Test(arguments: 1...20)
    func noPacketIsPlayedTwiceOrOutOfOrder(seed: UInt64) {
        var link = VoiceWire.Link()
        link.jitter = .milliseconds(100)
        link.lossPercent = Int(seed)
        link.stall = (Self.seconds(5), Self.seconds(7))
        let (heard, _) = VoiceWire.run(link, length: .seconds(12), seed: seed)
        let numbers = heard.compactMap(\.number)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        #expect(numbers.count > 300)
    }

    @Test func aLongerPathIsFollowedWithinASecondAndAHalf() {
        var link = VoiceWire.Link()
        link.rise = (Self.seconds(10), .milliseconds(400))
        let (heard, _) = VoiceWire.run(link, length: .seconds(20), seed: 3)
        let later = heard.filter { $0.at >= Self.seconds(12) }
        let spoken = later.filter { $0.number != nil }
        #expect(spoken.count * 100 >= later.count * 98)
        #expect(self.delays(heard, from: Self.seconds(12)).last ?? .zero < .milliseconds(530))
    }

    @Test(arguments: [-500, 500])
    func aClockThatDriftsDoesNotMoveTheDelay(driftPPM: Int) {
        var link = VoiceWire.Link()
        link.driftPPM = driftPPM
        let (heard, buffer) = VoiceWire.run(link, length: .seconds(120), seed: 4)
        let delays = self.delays(heard, from: Self.seconds(5))
        #expect(delays[delays.count * 99 / 100] < .milliseconds(120))
        #expect(delays[delays.count / 100] > link.delay)
        // 60 ms of drift are three packets; what's on top is jitter.
        let moves = buffer.counters.lost + buffer.counters.stretched + buffer.counters.skipped
        #expect(moves < 20, "\(buffer.counters)")
    }

    @Test func afterAPauseTheVoiceIsAsPromptAsBefore() {
        var link = VoiceWire.Link()
        link.pause = (Self.seconds(5), Self.seconds(9))
        let (heard, buffer) = VoiceWire.run(link, length: .seconds(15), seed: 5)
        let quiet = heard.filter { $0.at >= Self.seconds(6) && $0.at < Self.seconds(9) }
        #expect(quiet.allSatisfy { $0.isSilence })
        let after = self.delays(heard, from: Self.seconds(9))
        #expect(after.last ?? .zero < .milliseconds(120))
        #expect(buffer.counters.lost <= 2)
    }

    @Test func theDelayGrowsWithTheJitterAndShrinksAgain() {
        var buffer = VoiceJitterBuffer()
        var random = SeededRandom(seed: 6)
        var targets: [Duration] = []
        for (jitter, count) in [(5, 500), (150, 500), (5, 500)] {
            for _ in 0..<count {
                let index = targets.count
                let late = Int64.random(in: 0...Int64(jitter), using: &random) * 1_000_000
                let now = Instant(nanoseconds: Int64(index) * 20_000_000 + late)
                buffer.insert(
                    number: UInt32(index), captureTime: UInt64(index * 20_000), packet: [],
                    at: now)
                _ = buffer.next(at: now)
                targets.append(buffer.targetDelay)
            }
        }
        #expect(targets[499] == .milliseconds(20))
        #expect(targets[999] > .milliseconds(120))
        #expect(targets[1499] == .milliseconds(20))
    }
}
