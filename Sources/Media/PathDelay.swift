public import Units

/// How long a sender's media were under way, over the fastest of the last minute or two.
///
/// The clocks of two machines can't be compared, so the way itself stays unknown; but what queues
/// on it, and what waits here to be played or shown, is all that grows when a link is slow. A
/// minute is long enough to remember a link without a queue, and short enough that clocks which
/// differ by 200 parts in a million make no more than 24 ms of it.
public struct PathDelay: Sendable {
    static let period: Duration = .seconds(60)

    /// Smallest transit of this period, and of the one before.
    private var least: Int64?
    private var leastBefore: Int64?
    private var began = Instant.start

    public init() {}

    /// Notes what arrived now. `captureTime` is in microseconds on the sender's clock.
    public mutating func observe(captureTime: UInt64, at now: Instant) {
        guard let transit = now.transit(since: captureTime) else { return }
        if now - self.began >= Self.period {
            self.leastBefore = self.least
            self.least = nil
            self.began = now
        }
        self.least = min(self.least ?? transit, transit)
    }

    /// Age of what is played or shown now, over the fastest that arrived; nil before anything did.
    public func age(of captureTime: UInt64, at now: Instant) -> Duration? {
        let known = [self.least, self.leastBefore].compactMap { $0 }
        guard let fastest = known.min(), let transit = now.transit(since: captureTime) else {
            return nil
        }
        return .nanoseconds(max(0, transit &- fastest))
    }
}
