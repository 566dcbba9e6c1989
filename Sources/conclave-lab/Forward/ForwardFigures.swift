import Foundation
import Units

/// What one run of a load has shown.
struct ForwardFigures {
    /// User and system time of the server, in seconds.
    var processorTime: Double
    var duration: Duration
    var deliveredCount: Int
    /// Messages that were sent, times those who should have got them.
    var expectedCount: Int
    /// Microseconds from sending to having received.
    var delays: [UInt32]

    /// Microseconds of the server's processor.
    var costPerFrame: Double { 1e6 * self.processorTime / Double(max(1, self.deliveredCount)) }
    /// Percent of one processor.
    var load: Double { 100 * self.processorTime / max(1e-9, self.duration.seconds) }
    /// Percent of what was sent.
    var lost: Double {
        100 * (1 - Double(self.deliveredCount) / Double(max(1, self.expectedCount)))
    }
}

/// The runs of one server, in a table of several.
struct ForwardRow {
    let name: String
    var runs: [ForwardFigures] = []

    private var costs: [Double] { self.runs.map(\.costPerFrame).sorted() }
    var minimum: Double { self.costs.first ?? .nan }
    var median: Double { self.costs.isEmpty ? .nan : self.costs[self.costs.count / 2] }

    var text: String {
        let delays = self.runs.flatMap(\.delays)
        let name = self.name.padding(toLength: 10, withPad: " ", startingAt: 0)
        return String(
            format: "  %@ %6.2f (%6.2f) us/frame, %5.1f %% of a core, lost %.2f %%,"
                + " delay p50 %.2f p99 %.2f max %.1f ms",
            name, self.minimum, self.median,
            self.runs.map(\.load).reduce(0, +) / Double(max(1, self.runs.count)),
            self.runs.map(\.lost).max() ?? 0, delays.milliseconds(at: 0.5),
            delays.milliseconds(at: 0.99), delays.milliseconds(at: 1))
    }

    /// How many times another's cost this one's is.
    func ratio(to other: ForwardRow) -> String {
        String(
            format: "%.2f (%.2f) × %@", self.minimum / other.minimum, self.median / other.median,
            other.name)
    }
}
