internal import Units

/// Notices that somebody talks while the microphone is off: they are not heard, and don't know it.
struct MutedSpeech: Sendable {
    /// As loud as somebody who speaks to the others: RFC 6464 counts down from 0.
    private static let level = 40
    /// So long, with pauses no longer than that: not a cough, not a door.
    private static let duration = Duration.milliseconds(1200)
    private static let pause = Duration.milliseconds(400)
    /// Not told again before.
    private static let interval = Duration.seconds(30)

    private var since: Instant?
    private var loudAt = Instant.start
    private var toldAt: Instant?

    /// Whether it is time to tell.
    ///
    /// - Parameter level: what a microphone hears that is off; nil if it is on or there is none.
    mutating func hear(_ level: Int?, at now: Instant) -> Bool {
        guard let level else {
            self.since = nil
            return false
        }
        if level <= Self.level {
            self.since = self.since ?? now
            self.loudAt = now
        } else if now - self.loudAt > Self.pause {
            self.since = nil
        }
        guard let since = self.since, now - since >= Self.duration else { return false }
        if let toldAt = self.toldAt, now - toldAt < Self.interval { return false }
        self.toldAt = now
        return true
    }
}
