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

    /// A stream whose base of one picture rate takes so many bit/s.
    private static func demand(_ bitsPerSecond: Int) -> LayerChoice.Demand {
        var rates = LayerRates()
        for _ in 0..<10 {
            rates.count(bitsPerSecond / 16, spatialLayer: 0, temporalLayer: 0)
            rates.turn(seconds: 0.5, isSent: true)
        }
        return LayerChoice.Demand(
            highestLayer: 0, current: nil, standsAlone: false, rates: rates)
    }

    private static let lowest = LayerStep(spatialLayer: 0, temporalLayer: 0)
    private static let base = LayerStep(spatialLayer: 0, temporalLayer: 2)

    @Test func anOrdinaryFirstIsSeenWhateverTheBudgetIs() {
        let demands = [Self.demand(80_000), Self.demand(80_000)]
        #expect(LayerChoice.steps(for: demands, budget: 50_000) == [Self.lowest, nil])
    }

    @Test func aFirstWhoseBaseIsHugeTakesNobodysPicture() {
        let demands = [Self.demand(2_000_000), Self.demand(80_000), Self.demand(80_000)]
        let narrow = LayerChoice.steps(for: demands, budget: 500_000)
        #expect(narrow == [nil, Self.base, Self.base])
        let wide = LayerChoice.steps(for: demands, budget: 2_500_000)
        #expect(wide == [Self.base, Self.base, Self.base])
        // Alone it harms nobody.
        let alone = LayerChoice.steps(for: Array(demands.prefix(1)), budget: 500_000)
        #expect(alone.map { $0?.spatialLayer } == [0])
    }
}
