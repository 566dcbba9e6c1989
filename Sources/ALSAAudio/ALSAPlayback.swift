/// A loudspeaker: 48 kHz, one channel, 16 bits.
///
/// Opened, used and closed on one thread, its own. After creation it takes no memory. Writing waits
/// for room, so the sound card is the clock of whoever writes.
public struct ALSAPlayback: ~Copyable {
    /// What became of a write.
    public enum Outcome: Sendable, Equatable {
        /// The block is on its way.
        case written
        /// There was a gap because nobody wrote for too long; the block is on its way.
        case underrun
        /// The device is gone: drop this handle, try to open it again later.
        case deviceLost(ALSAError)
    }

    private let pcm: PCM

    /// Opens an ALSA device such as `default`, `hw:1,0` or `plughw:CARD=Headset`.
    public init(device: String) throws(ALSAError) {
        self.pcm = try PCM(device: device, direction: .playback)
    }

    /// Plays the block after those before it; waits for room, but for no more than a second.
    public mutating func write(_ block: Span<Int16>) -> Outcome {
        var written = 0
        var hadGap = false
        while written < block.count {
            switch self.pcm.write(block, from: written) {
            case .moved(let count): written += count
            case .recovered where hadGap:
                return .deviceLost(
                    .lost(device: self.pcm.device, reason: "it stops again after every restart"))
            case .recovered: hadGap = true
            case .lost(let error): return .deviceLost(error)
            }
        }
        return hadGap ? .underrun : .written
    }

    /// How long the next sample takes to the ear.
    public var delay: Duration { .samples(self.pcm.delayCount) }
}
