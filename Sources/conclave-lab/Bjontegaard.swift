import Foundation

/// A point of a rate-distortion curve.
struct OperatingPoint: Equatable {
    /// Any unit, as long as it is the same for both curves.
    var rate: Double
    /// Decibels.
    var quality: Double
}

/// Bjøntegaard's average difference of two curves (VCEG-M33): each is a cubic of the logarithm of
/// the rate over quality, and the area between them is measured where both have points.
enum Bjontegaard {
    /// How much more rate the second curve takes for the same quality, in percent; nil if there are
    /// not four points each or no quality that both reach.
    static func rateDifference(
        _ anchor: [OperatingPoint], _ test: [OperatingPoint],
    ) -> Double? {
        let low = max(
            anchor.map(\.quality).min() ?? 0, test.map(\.quality).min() ?? 0)
        let high = min(
            anchor.map(\.quality).max() ?? 0, test.map(\.quality).max() ?? 0)
        guard low < high, let first = Self.cubic(anchor), let second = Self.cubic(test) else {
            return nil
        }
        let difference =
            Self.integral(second, from: low, to: high) - Self.integral(first, from: low, to: high)
        return 100 * (exp(difference / (high - low)) - 1)
    }

    /// The least-squares cubic through the points, lowest power first, about quality − 35 dB so that
    /// the equations stay well conditioned.
    private static func cubic(_ points: [OperatingPoint]) -> [Double]? {
        guard points.count >= 4 else { return nil }
        var rows = (0..<4).map { _ in [Double](repeating: 0, count: 5) }
        for point in points {
            let x = point.quality - Self.origin
            let powers = (0..<7).map { pow(x, Double($0)) }
            for row in 0..<4 {
                for column in 0..<4 { rows[row][column] += powers[row + column] }
                rows[row][4] += powers[row] * log(point.rate)
            }
        }
        return Self.solve(&rows)
    }

    private static let origin = 35.0

    /// Gauss' elimination with pivots.
    private static func solve(_ rows: inout [[Double]]) -> [Double]? {
        let count = rows.count
        for step in 0..<count {
            guard
                let pivot = (step..<count).max(by: { abs(rows[$0][step]) < abs(rows[$1][step]) }),
                abs(rows[pivot][step]) > 1e-12
            else { return nil }
            rows.swapAt(step, pivot)
            for row in 0..<count where row != step {
                let factor = rows[row][step] / rows[step][step]
                for column in step...count { rows[row][column] -= factor * rows[step][column] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }

    private static func integral(
        _ cubic: [Double], from low: Double, to high: Double,
    ) -> Double {
        func antiderivative(_ quality: Double) -> Double {
            cubic.enumerated().reduce(0) { sum, term in
                let power = Double(term.offset + 1)
                return sum + term.element * pow(quality - Self.origin, power) / power
            }
        }
        return antiderivative(high) - antiderivative(low)
    }
}
