import Foundation
import Units

/// A promise and what became of it.
struct StallBar {
    var promise: String
    /// Milliseconds.
    var bar: Double
    /// Nil: never.
    var measured: Duration?

    var text: String {
        let isMet = self.measured.map { $0.seconds * 1000 <= self.bar } ?? false
        return String(
            format: "  %@ %@ ms, bar %.0f: %@", isMet ? "met   " : "MISSED",
            StallFigures.text(self.measured), self.bar, self.promise)
    }
}

extension StallCase {
    /// The base of the pattern that is sent, and what is above it, in pixels.
    private static let topWidth = 640

    /// What the case promises.
    func bars(_ figures: StallFigures) -> [StallBar] {
        let end = self.duration
        switch self {
        case .stall:
            return [
                StallBar(
                    promise: "voice under 300 ms again after the stall", bar: 1000,
                    measured: figures.voiceRecovery(after: Self.stallEnd)),
                StallBar(
                    promise: "pictures under 300 ms again after the stall", bar: 1000,
                    measured: figures.pictureRecovery(after: Self.stallEnd)),
            ]
        case .drop:
            return [
                StallBar(
                    promise: "longest gap of the voice", bar: 200,
                    measured: figures.voiceGap(to: end)),
                StallBar(
                    promise: "pictures fall to a layer that fits", bar: 1000,
                    measured: figures.narrowed(
                        to: Self.topWidth / 2, after: Self.dropStart, before: Self.dropEnd)),
                StallBar(
                    promise: "pictures under 300 ms again after the drop", bar: 1000,
                    measured: figures.pictureSettling(from: Self.dropStart, to: Self.dropEnd)),
                StallBar(
                    promise: "the top layer again after the recovery", bar: 5000,
                    measured: figures.widened(to: Self.topWidth, after: Self.dropEnd)),
                StallBar(
                    promise: "longest time that a picture stands after the recovery", bar: 500,
                    measured: figures.freeze(from: Self.dropEnd, to: end)),
            ]
        case .steady:
            return [
                StallBar(
                    promise: "95 % of the voice", bar: 250,
                    measured: figures.voiceDelay(share: 0.95, to: end)),
                StallBar(
                    promise: "longest gap of the voice", bar: 200,
                    measured: figures.voiceGap(to: end)),
            ]
        }
    }
}
