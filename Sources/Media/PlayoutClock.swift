public import Units

/// When a sender's pictures are shown: together with the voice captured at the same time.
///
/// Without voice the pictures' own jitter decides. All times of capture are microseconds on the
/// sender's clock, which is the same for its voice and its pictures.
public struct PlayoutClock: Sendable {
    /// Pictures alone may be a little later than voice: nobody interrupts a picture.
    static let limits = DelayEstimator.Limits(
        minimum: .zero, maximum: .milliseconds(250), initial: .milliseconds(40))
    /// A voice that was silent for so long leads no more: its path may have changed since.
    static let voiceAge: Duration = .seconds(3)

    private var own = DelayEstimator(limits: Self.limits)
    private var voice: Instant?
    private var voiceUntil = Instant.start
    private var voiceCapture: UInt64 = 0

    public init() {}

    /// Notes when a picture arrived.
    public mutating func observe(captureTime: UInt64, at now: Instant) {
        guard let transit = now.transit(since: captureTime) else { return }
        self.own.observe(transit: transit, at: now)
    }

    /// Follows the voice, whose packet of `captureTime` has just arrived. `outputDelay` is what lies
    /// between the buffer and the ear: decoded sound that waits in the sound card.
    public mutating func follow(
        _ buffer: VoiceJitterBuffer, captureTime: UInt64, outputDelay: Duration, at now: Instant
    ) {
        guard let playout = buffer.playout(of: captureTime) else { return }
        self.voice = playout + outputDelay
        self.voiceCapture = captureTime
        self.voiceUntil = now + Self.voiceAge
    }

    /// When to show what was captured at `captureTime`; at once if nothing is known.
    public func presentation(of captureTime: UInt64, at now: Instant) -> Instant {
        guard captureTime < 1 << 52 else { return now }
        if let voice = self.voice, now < self.voiceUntil {
            let since = (Int64(captureTime) - Int64(self.voiceCapture)) * 1000
            return voice + .nanoseconds(since)
        }
        guard let offset = self.own.offset else { return now }
        return Instant(nanoseconds: Int64(captureTime) * 1000) + .nanoseconds(offset)
    }
}
