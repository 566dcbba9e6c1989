import ClientRuntime
import Testing
import Units

@testable import conclave_lab

struct StallFiguresTests {
    /// Voice and pictures of ten seconds; a block's and a picture's delay by its time, nil for none.
    private func figures(
        voice: (Duration) -> Int? = { _ in 100 }, pictures: (Duration) -> Int? = { _ in 100 },
        width: (Duration) -> Int = { _ in 640 },
    ) -> StallFigures {
        var measurement = LinkMeasurement()
        for number in 0..<500 {
            let time = Duration.milliseconds(20 * number)
            measurement.blocks.append(
                LinkMeasurement.Block(time: time, delay: voice(time).map { .milliseconds($0) }))
        }
        for number in 0..<300 {
            let time = Duration.nanoseconds(33_333_333 * Int64(number))
            guard let delay = pictures(time) else { continue }
            measurement.sights.append(
                LinkMeasurement.Sight(
                    time: time, delay: .milliseconds(delay), width: width(time)))
        }
        return StallFigures(measurement: measurement)
    }

    private let end = Duration.seconds(10)

    @Test func nothingBadIsNoRecovery() {
        let figures = self.figures()
        #expect(figures.voiceRecovery(after: .seconds(5)) == .zero)
        #expect(figures.pictureRecovery(after: .seconds(5)) == .zero)
        #expect(figures.voiceGap(to: self.end) == .zero)
    }

    @Test func voiceRecoversWithTheLastBlockThatIsLateOrMissing() {
        let figures = self.figures(voice: { time in
            switch time {
            case .seconds(5)..<(.milliseconds(5400)): nil
            case .milliseconds(5400)..<(.milliseconds(5700)): 400
            default: 100
            }
        })
        #expect(figures.voiceRecovery(after: .seconds(5)) == .milliseconds(680))
        #expect(figures.voiceGap(to: self.end) == .milliseconds(400))
        #expect(figures.voiceGap(from: .seconds(6), to: self.end) == .zero)
    }

    @Test func whatIsConcealedIsNotMissing() {
        let figures = self.figures(voice: { time in
            time >= .seconds(6) && time < .milliseconds(6100) ? nil : 100
        })
        #expect(figures.voiceRecovery(after: .seconds(5)) == .zero)
        #expect(figures.voiceGap(to: self.end) == .milliseconds(100))
    }

    @Test func whatGoesWrongAfterAGoodSecondHasAnotherReason() {
        let figures = self.figures(voice: { time in
            switch time {
            case .seconds(5)..<(.milliseconds(5400)), .seconds(7)..<(.milliseconds(7200)): 400
            default: 100
            }
        })
        #expect(figures.voiceRecovery(after: .seconds(5)) == .milliseconds(380))
    }

    @Test func whatStaysBadHasNotRecovered() {
        let figures = self.figures(
            voice: { $0 < .seconds(5) ? 100 : 300 }, pictures: { $0 < .seconds(5) ? 100 : 300 })
        #expect(figures.voiceRecovery(after: .seconds(5)) == nil)
        #expect(figures.pictureRecovery(after: .seconds(5)) == nil)
    }

    @Test func picturesThatDoNotComeAreAsBadAsLateOnes() throws {
        let figures = self.figures(pictures: { time in
            time < .seconds(5) || time > .seconds(7) ? 50 : nil
        })
        let recovery = try #require(figures.pictureRecovery(after: .seconds(5)))
        #expect(recovery >= .seconds(2) && recovery < .milliseconds(2050))
        #expect(figures.freeze(from: .seconds(1), to: self.end) > .seconds(2))
        #expect(figures.freeze(from: .seconds(8), to: self.end) < .milliseconds(40))
    }

    @Test func layersAreToldByTheirWidth() throws {
        let figures = self.figures(width: { time in
            time >= .milliseconds(4500) && time < .seconds(8) ? 160 : 640
        })
        let narrowed = try #require(
            figures.narrowed(to: 320, after: .seconds(4), before: .seconds(8)))
        #expect(narrowed > .milliseconds(450) && narrowed < .milliseconds(500))
        #expect(figures.narrowed(to: 320, after: .seconds(8), before: self.end) == nil)
        let widened = try #require(figures.widened(to: 640, after: .seconds(7)))
        #expect(widened >= .seconds(1) && widened < .milliseconds(1050))
        #expect(figures.widened(to: 1280, after: .zero) == nil)
        #expect(figures.widthMaximum == 640)
    }

    @Test func percentilesAreOfWhatWasPlayed() {
        let figures = self.figures(voice: { $0 < .seconds(5) ? nil : 80 })
        #expect(figures.voiceDelay(share: 0.95, to: self.end) == .milliseconds(80))
        #expect(figures.voiceDelay(share: 0.95, to: .seconds(5)) == nil)
    }

    @Test func everyBarSaysWhetherItIsMet() {
        let met = StallBar(promise: "x", bar: 1000, measured: .milliseconds(1000))
        #expect(met.text == "  met    1000 ms, bar 1000: x")
        let missed = StallBar(promise: "x", bar: 1000, measured: .milliseconds(1001))
        #expect(missed.text == "  MISSED 1001 ms, bar 1000: x")
        let never = StallBar(promise: "x", bar: 1000, measured: nil)
        #expect(never.text == "  MISSED    - ms, bar 1000: x")
    }

    @Test(arguments: StallCase.allCases)
    func everyCaseEndsAfterItsChanges(item: StallCase) {
        let times = item.changes.map(\.time)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 < item.duration })
        #expect(!item.bars(self.figures()).isEmpty)
    }
}
