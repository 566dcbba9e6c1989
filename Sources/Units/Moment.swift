/// The same moment on two clocks: one to measure with, one to write down.
public struct Moment: Sendable, Hashable {
    public var instant: Instant
    public var timestamp: Timestamp

    public init(instant: Instant, timestamp: Timestamp) {
        self.instant = instant
        self.timestamp = timestamp
    }
}
