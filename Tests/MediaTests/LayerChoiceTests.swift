import Testing

@testable import Media

struct LayerChoiceTests {
    /// Two layers that came for some seconds, 100 kbit/s and 200 kbit/s.
    private static func rates() -> LayerRates {
        var rates = LayerRates()
        for _ in 0..<10 {
            rates.count(6_250, spatialLayer: 0, temporalLayer: 0)
            rates.count(12_500, spatialLayer: 1, temporalLayer: 0)
            rates.turn(seconds: 0.5, isSent: true)
        }
        return rates
    }

    private static let both = LayerStep(spatialLayer: 1, temporalLayer: 2)

    @Test func aStreamThatHasEndedCostsNothingAfterTwoSeconds() {
        var rates = Self.rates()
        #expect(rates.rate(upTo: Self.both, standsAlone: false) == 300_000)
        for _ in 0..<3 { rates.turn(seconds: 0.5, isSent: true) }
        #expect(rates.rate(upTo: Self.both, standsAlone: false) == 300_000)
        for _ in 0..<2 { rates.turn(seconds: 0.5, isSent: true) }
        #expect(rates.rate(upTo: Self.both, standsAlone: false) == 0)
        // And what it did when it goes on.
        rates.count(100, spatialLayer: 0, temporalLayer: 0)
        #expect(rates.rate(upTo: Self.both, standsAlone: false) == 300_000)
    }

    @Test func aStreamOrLayerThatIsNotSentIsNotTakenForFree() {
        var stream = Self.rates()
        for _ in 0..<20 { stream.turn(seconds: 0.5, isSent: false) }
        #expect(stream.rate(upTo: Self.both, standsAlone: false) == 300_000)
        var layer = Self.rates()
        for _ in 0..<20 {
            layer.count(6_250, spatialLayer: 0, temporalLayer: 0)
            layer.turn(seconds: 0.5, isSent: true)
        }
        #expect(layer.rate(upTo: Self.both, standsAlone: false) == 300_000)
    }
}
