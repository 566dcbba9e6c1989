/// The one form that voice has between the microphone and the loudspeaker: 48 kHz, one channel,
/// 16 bits, frames of 20 ms.
///
/// Shorter frames cost more bits in headers (10 ms: about 8 kbit/s more), longer ones delay speech
/// and lose more of it with a packet.
package enum VoiceFormat {
    /// Samples in a second.
    package static let sampleRate = 48_000
    /// Samples in a frame, 20 ms.
    package static let frameLength = 960
    package static let frameDuration = Duration.milliseconds(20)
    /// The longest packet in bytes: 510 kbit/s, the most that Opus makes of one frame (RFC 6716,
    /// section 3.4), with its first byte.
    package static let packetLengthMaximum = 1276
    /// Samples that a player drops at the start: what libopus looks ahead at 48 kHz in this mode.
    package static let preSkip = 312
}
