/// A moment on a clock that only moves forward, in nanoseconds since an arbitrary start.
///
/// Cores never read a clock: the shell passes the time of every input. Two instants of different
/// machines can't be compared.
public struct Instant: Sendable, Hashable, Comparable {
    /// Nanoseconds since the clock's start.
    public var nanoseconds: Int64

    /// The clock's start.
    public static let start = Instant(nanoseconds: 0)

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `duration` later; stays at the end of time instead of overflowing.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    /// The instant `duration` earlier; stays at the beginning of time instead of overflowing.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        let (sum, overflow) = instant.nanoseconds.subtractingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? .min : sum)
    }

    /// How long after `earlier` this instant is; negative if it is before.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        .nanoseconds(
            later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds).partialValue)
    }
}

extension Duration {
    /// The whole duration in nanoseconds, clamped to what 64 bits hold (292 years).
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }

    /// The whole duration in seconds, for ratios and for people.
    public var seconds: Double {
        Double(self.nanoseconds) / 1e9
    }
}
