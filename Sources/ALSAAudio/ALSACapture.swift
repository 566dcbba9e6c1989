/// A microphone: 48 kHz, one channel, 16 bits.
///
/// Opened, used and closed on one thread, its own. After creation it takes no memory.
public struct ALSACapture: ~Copyable {
    /// What a read brought.
    public enum Outcome: Sendable, Equatable {
        /// The block is filled.
        case samples
        /// Sound was lost because nobody read for too long; the block is worthless, go on reading.
        case overrun
        /// The device is gone: drop this handle, try to open it again later.
        case deviceLost(ALSAError)
    }

    private let pcm: PCM

    /// Opens an ALSA device such as `default`, `hw:1,0` or `plughw:CARD=Webcam`.
    public init(device: String) throws(ALSAError) {
        self.pcm = try PCM(device: device, direction: .capture)
    }

    /// Fills the block; waits for it, but for no more than a second without any sound.
    public mutating func read(into block: inout MutableSpan<Int16>) -> Outcome {
        var filled = 0
        while filled < block.count {
            switch self.pcm.read(into: &block, from: filled) {
            case .moved(let count): filled += count
            case .recovered: return .overrun
            case .lost(let error): return .deviceLost(error)
            }
        }
        return .samples
    }

    /// Age of the oldest sample that was not read yet.
    public var delay: Duration { .samples(self.pcm.delayCount) }
}

extension Duration {
    /// So many samples at 48 kHz.
    static func samples(_ count: Int) -> Duration {
        .nanoseconds(count * 1_000_000_000 / Int(PCM.sampleRate))
    }
}
