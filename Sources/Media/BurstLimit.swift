public import Units

/// How many bits a stream's next picture may take, so that no link is surprised.
///
/// **Of all pictures within `shortSpan` no more comes out than twice what the target says, and of all
/// within `longSpan` no more than a tenth above it.** A picture that can't be made so small is left
/// out, or it alone goes beyond.
///
/// Everything is counted in seconds of the target, so that a new target needs no new beginning.
public struct BurstLimit: Sendable {
    /// A stretch of time and what may be spent within it, both in seconds.
    private struct Span: Sendable {
        /// Pictures.
        var length: Int
        /// A little less than is promised: a picture is never exactly as large as was foreseen.
        var limit: Double
    }

    private static let shortSpan = (seconds: 0.2, limit: 0.4 * 0.95)
    private static let longSpan = (seconds: 2.0, limit: 2.2 * 0.985)
    /// More pictures a second than any camera takes; it bounds what is remembered.
    private static let frameRateMaximum = 120

    private let spans: [Span]
    /// What the newest pictures took, the newest last.
    private var spent: [Double] = []

    public init(frameRate: Int) {
        let frameRate = Double(min(max(frameRate, 1), Self.frameRateMaximum))
        self.spans = [Self.shortSpan, Self.longSpan].map { span in
            Span(length: max(1, Int(span.seconds * frameRate)), limit: span.limit)
        }
    }

    /// What the next picture may take, in seconds of the target; zero if it had better be left out.
    public var allowance: Double {
        self.spans.reduce(.infinity) { least, span in
            let before = self.spent.suffix(span.length - 1).reduce(0, +)
            return min(least, max(0, span.limit - before))
        }
    }

    /// Takes what the picture became, all layers together; nothing for one that was left out.
    public mutating func account(_ size: ByteCount, target: BitRate) {
        let bits = Double(size.bytes) * 8
        self.spent.append(bits / Double(max(1, target.bitsPerSecond)))
        let length = self.spans.reduce(1) { max($0, $1.length) }
        if self.spent.count > length { self.spent.removeFirst(self.spent.count - length) }
    }
}
