/// The one shape of sound inside Conclave: 48 kHz, one channel, 16 bits, in blocks of 20 ms.
public enum VoiceFormat {
    /// Samples per second: Opus' own rate, so nothing is resampled on the way.
    public static let sampleRate = 48_000
    /// Samples of a block. Longer blocks cost delay, shorter ones cost bits for headers.
    public static let blockCount = 960
    /// How long a block lasts.
    public static let blockDuration: Duration = .milliseconds(20)
    /// A block in which nothing is heard.
    public static let silence = [Int16](repeating: 0, count: Self.blockCount)
}
