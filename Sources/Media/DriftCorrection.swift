internal import Units

/// Plays one sender's voice at the pace of our sound card, though it was taken at the pace of
/// another.
///
/// **Give it blocks while `needsBlock` says so, then take one: what comes in late is played a
/// little faster, what comes in early a little slower, until both clocks agree.** Two sound cards
/// differ by up to 200 parts in a million, a packet each 100 s, which would have to be left out or
/// made up. The pitch changes by no more than a sixtieth of a semitone, which nobody hears.
public struct DriftCorrection: Sendable {
    /// Farthest from the sender's pace. More is heard in sustained tones (5 cents is what trained
    /// ears notice; this is 1.7), less could not follow the worst pair of clocks.
    public static let deviationMaximum = 0.001
    /// A lateness is made good in about so long. Shorter follows the jitter of the sound card's
    /// thread, longer lets a drift of 300 parts in a million stand further off: now by 3 ms.
    static let timeConstant: Duration = .seconds(10)
    /// How late after its turn a block is meant to be heard. It has to be here when the sound card
    /// asks, which is up to 20 ms before. More is delay that everybody has, less makes those packets
    /// miss their time that the jitter buffer waits for.
    static let aim: Duration = .milliseconds(15)
    /// How much a new measurement counts: one second's worth of blocks are averaged.
    static let weight = 1.0 / 50

    private let sampleRate: Int
    private let blockCount: Int
    /// What is not played yet, and one sample before it. Begins with two that are not there: the
    /// curve looks ahead by as many.
    private var samples: [Int16] = [0, 0, 0]
    /// Of the next sample to be played, in `samples`: never below 1, for the curve looks back by
    /// one.
    private var position = 1.0
    /// Seconds by which what is played is later than meant; smoothed.
    private var excess = 0.0

    /// - Parameter sampleRate: Of both sides, nominally; a multiple of 50, because blocks last 20
    ///   ms.
    public init(sampleRate: Int = VoiceFormat.sampleRate) {
        self.sampleRate = sampleRate
        self.blockCount = sampleRate / 50
        self.samples.reserveCapacity(4 * self.blockCount)
    }

    /// Input samples for each one that is played: 1 ± `deviationMaximum`.
    public var pace: Double {
        let wanted = self.excess / Self.timeConstant.seconds
        return 1 + min(max(wanted, -Self.deviationMaximum), Self.deviationMaximum)
    }

    /// How long what waits here lasts: a block that is appended now is heard so much later.
    public var waiting: Duration {
        let count = max(0, Double(self.samples.count) - self.position)
        return .nanoseconds(Int64(count * 1_000_000_000 / Double(self.sampleRate)))
    }

    /// Whether a block has to be appended before the next one can be taken.
    public var needsBlock: Bool {
        let last = self.position + Double(self.blockCount - 1) * self.pace
        return Int(last) + 2 >= self.samples.count
    }

    /// Takes one block in.
    ///
    /// - Parameter lateness: By how much it is heard after its turn; nil if it has none, being made
    ///   up.
    public mutating func append(_ block: Span<Int16>, lateness: Duration?) {
        for index in block.indices { self.samples.append(block[index]) }
        guard let lateness else { return }
        self.excess += ((lateness - Self.aim).seconds - self.excess) * Self.weight
    }

    /// The next block to play; silence where nothing was appended.
    public mutating func next(into block: inout MutableSpan<Int16>) {
        let pace = self.pace
        for index in block.indices {
            block[index] = self.sample()
            self.position += pace
        }
        let used = min(Int(self.position) - 1, self.samples.count - 1)
        self.samples.removeFirst(used)
        self.position -= Double(used)
    }

    /// Forgets what waits, not how the clocks differ.
    public mutating func empty() {
        self.samples.removeAll(keepingCapacity: true)
        self.samples.append(contentsOf: repeatElement(0, count: 3))
        self.position = 1
    }

    /// A cubic through the four nearest samples (Catmull and Rom, 1974): a straight line would take
    /// 1.2 dB from speech at 8 kHz, this takes 0.2. Between samples it is the samples themselves.
    private func sample() -> Int16 {
        let whole = Int(self.position)
        guard whole + 2 < self.samples.count else { return 0 }
        let rest = Float(self.position - Double(whole))
        let before = Float(self.samples[whole - 1])
        let first = Float(self.samples[whole])
        let second = Float(self.samples[whole + 1])
        let after = Float(self.samples[whole + 2])
        let cubic = 3 * (first - second) + after - before
        let square = 2 * before - 5 * first + 4 * second - after
        let value = first + rest / 2 * (second - before + rest * (square + rest * cubic))
        return Int16(min(max(value.rounded(), -32_768), 32_767))
    }
}
