/// Brings sound of any rate to 48 kHz with a windowed sinc (Julius O. Smith, "Digital Audio
/// Resampling", 2002).
///
/// The filter is kept at `tableStep` points a zero crossing and read with linear interpolation, so
/// one table serves all ratios. Longer filters pass more of the treble and cost proportionally.
public struct Resampler: Sendable {
    /// Rates of real sound files; the lowest bounds what one sample can grow to.
    public static let rates = 4_000...384_000
    static let crossingCount = 16
    static let tableStep = 256
    /// Part of the band that passes; the rest is the filter's slope.
    static let passband = 0.92

    private let rate: Int
    /// Below one when the input's rate is higher: the filter gets longer and lower.
    private let scale: Double
    /// Input samples on each side of an output sample.
    private let reach: Int
    private var history: [Float]
    /// Where the next output sample lies: whole input samples in `history`, and 48000ths of one.
    private var position: Int
    private var fraction = 0

    /// - Precondition: the rate is one of `rates`.
    public init(rate: Int) {
        precondition(Self.rates.contains(rate), "rates are checked where they enter")
        self.rate = rate
        self.scale = min(1, Double(VoiceFormat.sampleRate) / Double(rate)) * Self.passband
        self.reach = Int((Double(Self.crossingCount) / self.scale).rounded(.up)) + 1
        self.history = Array(repeating: 0, count: self.reach)
        self.position = self.reach
    }

    /// Takes samples (−1…1) and gives those at 48 kHz that they complete.
    public mutating func append(_ samples: [Float]) -> [Float] {
        if self.rate == VoiceFormat.sampleRate { return samples }
        self.history.append(contentsOf: samples)
        var output: [Float] = []
        while self.position + self.reach < self.history.count {
            output.append(self.sample())
            self.fraction += self.rate
            self.position += self.fraction / VoiceFormat.sampleRate
            self.fraction %= VoiceFormat.sampleRate
        }
        let used = min(self.position - self.reach, self.history.count)
        self.history.removeFirst(used)
        self.position -= used
        return output
    }

    /// The rest, once no more samples come.
    public mutating func finish() -> [Float] {
        guard self.rate != VoiceFormat.sampleRate else { return [] }
        return self.append(Array(repeating: 0, count: self.reach))
    }

    private func sample() -> Float {
        let place = Double(self.fraction) / Double(VoiceFormat.sampleRate)
        let first = self.position - self.reach + 1
        let step = self.scale * Double(Self.tableStep)
        var distance = (Double(self.reach - 1) + place) * step
        let table = Self.table
        var sum: Float = 0
        for index in first..<(first + 2 * self.reach) {
            let entry = abs(distance)
            let whole = Int(entry)
            if whole < table.count - 1 {
                let rest = Float(entry - Double(whole))
                let weight = table[whole] + (table[whole + 1] - table[whole]) * rest
                sum += self.history[index] * weight
            }
            distance -= step
        }
        return sum * Float(self.scale)
    }

    /// One half of a sinc under a Blackman window.
    private static let table: [Float] = {
        let count = crossingCount * tableStep
        return (0...count).map { index in
            let crossing = Double(index) / Double(tableStep)
            let turns = crossing / Double(2 * crossingCount)
            let window =
                0.42 + 0.5 * Sine.cosineOfTurns(turns) + 0.08 * Sine.cosineOfTurns(2 * turns)
            guard index > 0 else { return 1 }
            return Float(Sine.ofTurns(crossing / 2) / (Double.pi * crossing) * window)
        }
    }()
}
