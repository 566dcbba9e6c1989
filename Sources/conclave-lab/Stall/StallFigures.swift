import ClientRuntime
import Foundation
import Units

/// What a measurement over a link comes to.
struct StallFigures {
    let measurement: LinkMeasurement

    /// Delays beyond it are what users complain about.
    static let delayMaximum: Duration = .milliseconds(300)
    private static let block: Duration = .milliseconds(20)
    /// Opus fades out what is missing for longer: five blocks.
    private static let concealed: Duration = .milliseconds(100)
    private static let steadiness: Duration = .seconds(1)

    // MARK: Voice

    /// The longest time in which nothing of the voice was played, between two moments.
    func voiceGap(from first: Duration = .zero, to last: Duration) -> Duration {
        var (gap, longest) = (Duration.zero, Duration.zero)
        for block in self.measurement.blocks where block.time >= first && block.time < last {
            gap = block.delay == nil ? gap + Self.block : .zero
            longest = max(longest, gap)
        }
        return longest
    }

    /// The delay that this share of the voice does not pass; nil if none was played.
    func voiceDelay(share: Double, from first: Duration = .zero, to last: Duration) -> Duration? {
        Self.percentile(
            share,
            self.measurement.blocks.filter { $0.time >= first && $0.time < last }
                .compactMap(\.delay))
    }

    /// How long after a moment voice is late, or missing for longer than it is concealed, for the
    /// last time before a good second; nil if there is none.
    func voiceRecovery(after moment: Duration) -> Duration? {
        var gap = Duration.zero
        let states = self.measurement.blocks.map { block in
            gap = block.delay == nil ? gap + Self.block : .zero
            let isBad = block.delay.map { $0 >= Self.delayMaximum } ?? (gap > Self.concealed)
            return (time: block.time, isBad: isBad)
        }
        return self.recovery(after: moment, states)
    }

    // MARK: Pictures

    /// The same for pictures: late ones, and times without any.
    func pictureRecovery(after moment: Duration) -> Duration? {
        var states: [(time: Duration, isBad: Bool)] = []
        var last = Duration.zero
        for sight in self.measurement.sights {
            var missed = last + Self.delayMaximum
            while missed < sight.time {
                states.append((missed, true))
                missed += Self.delayMaximum
            }
            let wasMissed = sight.time - last >= Self.delayMaximum
            states.append((sight.time, wasMissed || sight.delay >= Self.delayMaximum))
            last = sight.time
        }
        return self.recovery(after: moment, states)
    }

    /// The same within a time in which things got worse and stay so.
    func pictureSettling(from first: Duration, to end: Duration) -> Duration? {
        var part = self.measurement
        part.sights.removeAll { $0.time >= end }
        return StallFigures(measurement: part).pictureRecovery(after: first)
    }

    /// The longest time in which one picture stood, between two moments.
    func freeze(from first: Duration, to end: Duration) -> Duration {
        let times = self.measurement.sights.map(\.time).filter { $0 >= first && $0 < end } + [end]
        var (last, longest) = (first, Duration.zero)
        for time in times {
            longest = max(longest, time - last)
            last = time
        }
        return longest
    }

    func pictureDelay(share: Double, from first: Duration = .zero, to last: Duration) -> Duration? {
        Self.percentile(
            share,
            self.measurement.sights.filter { $0.time >= first && $0.time < last }.map(\.delay))
    }

    /// How long after a moment the last picture wider than this was shown before another one.
    func narrowed(to width: Int, after moment: Duration, before end: Duration) -> Duration? {
        let sights = self.measurement.sights.filter { $0.time >= moment && $0.time < end }
        guard let last = sights.last, last.width <= width else { return nil }
        return (sights.last { $0.width > width }?.time ?? moment) - moment
    }

    /// How long after a moment the first picture at least this wide is shown.
    func widened(to width: Int, after moment: Duration) -> Duration? {
        self.measurement.sights.first { $0.time >= moment && $0.width >= width }
            .map { $0.time - moment }
    }

    var widthMaximum: Int { self.measurement.sights.map(\.width).max() ?? 0 }

    // MARK: By the second

    /// A line for each second: the delay of voice and its gaps, the delay of pictures, how many and
    /// how wide.
    var timeline: [String] {
        let end = self.measurement.blocks.last?.time ?? .zero
        return (0...Int(end.seconds)).map { second in
            let (first, last) = (Duration.seconds(second), Duration.seconds(second + 1))
            let sights = self.measurement.sights.filter { $0.time >= first && $0.time < last }
            let widths = Set(sights.map(\.width)).sorted().map { "\($0)" }
            return String(
                format: "  %2d s  voice p50 %@ p95 %@ gap %@ ms   pictures %2d p50 %@ ms  %@",
                second, Self.text(self.voiceDelay(share: 0.5, from: first, to: last)),
                Self.text(self.voiceDelay(share: 0.95, from: first, to: last)),
                Self.text(self.voiceGap(from: first, to: last)), sights.count,
                Self.text(self.pictureDelay(share: 0.5, from: first, to: last)),
                widths.joined(separator: ", "))
        }
    }

    /// Milliseconds, right-aligned.
    static func text(_ duration: Duration?) -> String {
        guard let duration else { return "   -" }
        return String(format: "%4.0f", duration.seconds * 1000)
    }

    /// Recovered is what stays good for `steadiness`; what goes wrong later has another reason.
    private func recovery(after moment: Duration, _ states: [(time: Duration, isBad: Bool)])
        -> Duration?
    {
        var last = moment
        for state in states where state.isBad && state.time >= moment {
            guard state.time - last <= Self.steadiness else { break }
            last = state.time
        }
        guard let end = states.last?.time, end - last >= Self.steadiness else { return nil }
        return last - moment
    }

    private static func percentile(_ share: Double, _ values: [Duration]) -> Duration? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
