/// Adds voices to what one sound card plays, without clipping when several talk at once.
///
///     mixer.add(first); mixer.add(second); mixer.finish(into: &block)
///
/// A limiter turns the sum down within 2 ms when it gets too loud and up again over half a second;
/// what still overshoots is saturated. Takes no memory after its creation.
public struct VoiceMixer: Sendable {
    /// Peaks are kept below this, a little under full scale.
    public static let ceiling: Float = 32_000
    /// Samples over which the limiter takes effect. Shorter clicks, longer saturates more.
    static let attackCount = 96
    /// How much of the way back to full loudness one block goes.
    static let release: Float = 0.08

    private var sum = [Int32](repeating: 0, count: VoiceFormat.blockCount)
    private var gain: Float = 1
    /// Blocks whose sum had to be turned down.
    public private(set) var limitedCount = 0

    public init() {}

    /// Adds one voice; a block of another length is added as far as it goes.
    public mutating func add(_ block: Span<Int16>) {
        for index in 0..<min(block.count, self.sum.count) {
            // 32 bits hold 65 536 voices at full amplitude; more would saturate, not wrap.
            let (added, overflow) = self.sum[index].addingReportingOverflow(Int32(block[index]))
            if !overflow { self.sum[index] = added }
        }
    }

    public mutating func add(_ block: [Int16]) {
        self.add(block.span)
    }

    /// Writes the mixture and begins the next one.
    public mutating func finish(into block: inout MutableSpan<Int16>) {
        let wanted = self.wantedGain()
        let step = (wanted - self.gain) / Float(Self.attackCount)
        var gain = self.gain
        for index in 0..<min(block.count, self.sum.count) {
            if index < Self.attackCount { gain += step }
            let sample = (Float(self.sum[index]) * gain).rounded()
            block[index] = Int16(min(max(sample, -32768), 32767))
            self.sum[index] = 0
        }
        self.gain = wanted
    }

    /// The mixture as a block of its own.
    public mutating func finish() -> [Int16] {
        var block = VoiceFormat.silence
        var span = block.mutableSpan
        self.finish(into: &span)
        return block
    }

    private mutating func wantedGain() -> Float {
        var peak: Int32 = 0
        for sample in self.sum { peak = max(peak, sample == .min ? .max : abs(sample)) }
        let released = self.gain + (1 - self.gain) * Self.release
        // Close enough to one is one, so that a single voice passes bit for bit.
        let free: Float = released > 0.999 ? 1 : released
        guard Float(peak) * free > Self.ceiling else { return free }
        // A single voice at full scale is within range and is let through.
        if peak <= 32768, free == 1 { return free }
        self.limitedCount += 1
        return min(free, Self.ceiling / Float(peak))
    }
}
