import Media
import Testing
import Units

/// What a call is like on links that stall, shrink, are shared with a file, or have nobody at their
/// end who reads: the promises that one TCP connection has to keep.
struct LinkTests {
    /// One path to the other end.
    struct Path: Sendable, CustomTestStringConvertible {
        var roundTrip: Int
        var buffer = 64_000
        var jitter = 0
        var acknowledgementDelay = 40
        var seed: UInt64 = 1

        var testDescription: String {
            "round trip \(self.roundTrip) ms, buffer \(self.buffer), jitter \(self.jitter) ms, "
                + "acknowledgements \(self.acknowledgementDelay) ms, seed \(self.seed)"
        }

        func settings(_ rates: [(at: Duration, rate: Int)]) -> LinkModel.Settings {
            var settings = LinkModel.Settings()
            settings.rates = rates
            settings.roundTrip = .milliseconds(self.roundTrip)
            settings.buffer = self.buffer
            settings.jitter = .milliseconds(self.jitter)
            settings.acknowledgementDelay = .milliseconds(self.acknowledgementDelay)
            return settings
        }
    }

    static let paths = [
        Path(roundTrip: 5),
        Path(roundTrip: 30, buffer: 1_500_000, seed: 2),
        Path(roundTrip: 30, buffer: 16_000, jitter: 10, seed: 3),
        Path(roundTrip: 50, acknowledgementDelay: 1, seed: 4),
        Path(roundTrip: 150, seed: 5),
    ]

    @Test(arguments: paths)
    func aStallOfFiveSecondsIsOverHalfASecondAfterItsEnd(_ path: Path) throws {
        var call = try LinkCall(
            path.settings([
                (.zero, 2_000_000), (.seconds(3), 0), (.seconds(8), 2_000_000),
            ]), seed: path.seed)
        try call.run(for: .seconds(12))
        let after = LinkCall.Span(from: .milliseconds(8500), to: .seconds(12))
        #expect(call.voiceDelays(in: after).count > 170)
        #expect(try #require(call.voiceDelays(in: after).max()) < .milliseconds(300))
        let second = LinkCall.Span(from: .seconds(9), to: .seconds(12))
        #expect(try #require(call.pictureDelays(in: second).max()) < .milliseconds(300))
        #expect(call.longestStill(in: after) < .milliseconds(500))
        #expect(call.wastedMessages == 0)
    }

    @Test(arguments: paths.filter { $0.roundTrip <= 50 })
    func aLinkThatLosesNineTenthsKeepsItsVoiceAndComesBack(_ path: Path) throws {
        var call = try LinkCall(
            path.settings([
                (.zero, 4_000_000), (.seconds(5), 400_000), (.seconds(15), 4_000_000),
            ]), seed: path.seed)
        try call.run(for: .seconds(21))
        #expect(
            call.longestVoiceGap(in: .init(from: .seconds(2), to: .seconds(21)))
                < .milliseconds(200))
        let low = LinkCall.Span(from: .seconds(6), to: .seconds(15))
        // A trial of the higher layer now and then is no return to it.
        let pictures = call.pictures(in: low)
        #expect(pictures.count { $0.layer > 0 } * 10 < pictures.count)
        #expect(try #require(call.pictureDelays(in: low).max()) < .milliseconds(350))
        #expect(call.longestStill(in: low) < .milliseconds(350))
        // Back within 5 s, and no picture stands still on the way.
        let back = LinkCall.Span(from: .seconds(15), to: .seconds(20))
        #expect(call.pictures(in: back).contains { $0.layer == 1 })
        #expect(call.longestStill(in: back) < .milliseconds(250))
        let end = call.pictures(in: .init(from: .seconds(20), to: .seconds(21)))
        #expect(end.allSatisfy { $0.layer == 1 } && end.count > 20)
        #expect(call.wastedMessages == 0)
    }

    @Test(arguments: paths)
    func aFileAndAChatBesideACallDelayItsVoiceLittle(_ path: Path) throws {
        var call = try LinkCall(path.settings([(.zero, 600_000)]), seed: path.seed)
        call.file = (.seconds(4), 150_000)
        call.chats = true
        try call.run(for: .seconds(13))
        let delays = call.voiceDelays(in: .init(from: .seconds(2), to: .seconds(11))).sorted()
        #expect(delays[delays.count * 95 / 100] < .milliseconds(150))
        #expect(call.fileReceived == 150_000)
    }

    @Test func aReceiverThatReadsNothingCostsLittle() throws {
        var settings = Path(roundTrip: 30).settings([(.zero, 4_000_000)])
        settings.readsUntil = .seconds(2)
        var call = try LinkCall(
            settings, video: .init(layers: [170_000, 500_000, 1_500_000]), seed: 1)
        try call.run(for: .seconds(32))
        #expect(call.largestQueue <= 256 * 1024)
    }

    @Test(arguments: [LayerPattern.Structure.full, .key])
    func threeLayersGoAllTheWayUpOnALinkThatCarriesThem(_ structure: LayerPattern.Structure) throws
    {
        var video = LinkCall.Video(layers: [170_000, 500_000, 1_500_000])
        video.structure = structure
        var call = try LinkCall(
            Path(roundTrip: 30).settings([(.zero, 4_000_000)]), video: video, seed: 7)
        try call.run(for: .seconds(8))
        let pictures = call.pictures(in: .init(from: .seconds(3), to: .seconds(8)))
        #expect(pictures.count { $0.layer == 2 } * 10 > pictures.count * 9)
        let delays = call.voiceDelays(in: .init(from: .seconds(1), to: .seconds(8))).sorted()
        #expect(delays[delays.count * 95 / 100] < .milliseconds(80))
        #expect(call.wastedMessages == 0)
    }
}
