import Testing

@testable import conclave_lab

struct BjontegaardTests {
    private func curve(_ rates: [Double], _ qualities: [Double]) -> [OperatingPoint] {
        zip(rates, qualities).map { OperatingPoint(rate: $0, quality: $1) }
    }

    /// The example of github.com/Anserw/Bjontegaard_metric.
    @Test func theWellKnownExampleGivesItsFigure() throws {
        let anchor = self.curve([686.76, 309.58, 157.11, 85.95], [40.28, 37.18, 34.24, 31.42])
        let test = self.curve([893.34, 407.8, 204.93, 112.75], [40.39, 37.21, 34.17, 31.24])
        let difference = try #require(Bjontegaard.rateDifference(anchor, test))
        #expect(abs(difference - 31.397374) < 1e-5, "\(difference)")
    }

    /// The first example of github.com/FAU-LMS/bjontegaard, with its cubic method.
    @Test func aCurveThatSavesBitsIsNegative() throws {
        let anchor = self.curve(
            [9487.76, 4593.6, 2486.44, 1358.24], [40.037, 38.615, 36.845, 34.851])
        let test = self.curve([9787.8, 4469, 2451.52, 1356.24], [40.121, 38.651, 36.97, 34.987])
        let difference = try #require(Bjontegaard.rateDifference(anchor, test))
        #expect(abs(difference + 4.420463) < 1e-5, "\(difference)")
    }

    @Test(arguments: [0.5, 1, 1.25, 3])
    func aCurveScaledInItsRateDiffersByJustThat(_ factor: Double) throws {
        let anchor = self.curve([100, 220, 400, 900, 1500], [30, 33, 36, 40, 43])
        let test = anchor.map { OperatingPoint(rate: $0.rate * factor, quality: $0.quality) }
        let difference = try #require(Bjontegaard.rateDifference(anchor, test))
        #expect(abs(difference - 100 * (factor - 1)) < 1e-6)
    }

    @Test func curvesThatCannotBeComparedGiveNothing() {
        let low = self.curve([1, 2, 3, 4], [20, 21, 22, 23])
        let high = self.curve([1, 2, 3, 4], [30, 31, 32, 33])
        #expect(Bjontegaard.rateDifference(low, high) == nil)
        #expect(Bjontegaard.rateDifference(low, Array(low.prefix(3))) == nil)
        #expect(Bjontegaard.rateDifference([], []) == nil)
    }
}
