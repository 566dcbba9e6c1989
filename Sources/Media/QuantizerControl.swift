public import Units

/// Chooses quantizers for one spatial layer so that its bits follow a target rate.
///
/// A picture's bits are taken to halve with every `halving` steps of VP8's quantizer scale (0…63)
/// from a complexity that is learned for each temporal layer. A repeating group of pictures gets
/// its share of the target, less what was overdrawn before, repaid within a second; higher temporal
/// layers are coarser, because nothing (or little) is predicted from them.
///
/// What a start takes beyond an ordinary picture is a loan, repaid evenly within `loanSeconds`: all
/// at once, the seconds after it would be as far below the target as it was above.
public struct QuantizerControl: Sendable {
    /// Finer costs bits that nobody sees; coarser does not exist.
    public static let quantizers = 6...63
    /// Added for each temporal layer: the cascade that measured best for all layers together.
    public static let cascade = [0, 5, 10]
    /// Quantizer steps in which a picture's bits halve, on real footage between 8 and 12.
    private static let halving = 9.5
    /// Debt is repaid, and credit spent, within this time.
    private static let settlingSeconds = 1.0
    /// A start's excess is repaid within this time: shorter, and any two seconds after it are too
    /// cheap; longer, and two cuts are too dear together.
    private static let loanSeconds = 4.0
    /// What a still scene may save up for later, in seconds of the rate.
    private static let creditSeconds = 0.2
    /// Weight of the newest picture in the learned complexity, by temporal layer: the lower ones come
    /// more rarely and say more.
    private static let learning = [0.8, 0.8, 0.5]
    /// How much of a picture's surprise, in halvings, holds for the other temporal layers too: they
    /// show the same scene. More than the least of `learning` would swing.
    private static let sympathy = 0.3
    /// A surprise larger than this, in halvings, says more of its picture than of the others.
    private static let surpriseMaximum = 2.0
    /// `SceneMeter.activity` of ordinary pictures: a guess until the first start.
    private static let usualActivity = 14.0
    /// How much larger than foreseen an ordinary picture is from time to time.
    private static let chance = 2.5
    /// How much more or less complex than the last a new scene may be taken to be.
    private static let changeMaximum = 8.0

    /// Takes effect at the next picture.
    public var target: BitRate
    private let frameRate: Double
    private let pattern: [Int]
    /// Bits of a picture at quantizer 0, by temporal layer; starts have their own.
    private var complexities: [Double]
    private var startComplexity: Double
    /// Of the last start, and of the next.
    private var startActivity = Self.usualActivity
    private var nextActivity = Self.usualActivity
    /// Bits spent beyond the target so far, without the loan.
    private var debt = 0.0
    /// Bits that starts took, and how many of them each picture gives back.
    private var loan = 0.0
    private var installment = 0.0
    private var level: Double?

    public init(
        target: BitRate, frameRate: Int, size: LayerSizes.Size, temporalCount: Int,
    ) {
        self.target = target
        self.frameRate = Double(max(1, frameRate))
        self.pattern = LayerPattern.temporalLayers(count: temporalCount)
        let pixels = Double(size.width * size.height)
        // Bits per pixel at quantizer 0, a guess that the first pictures correct.
        self.complexities = [1.0, 0.8, 0.7].map { $0 * pixels }
        self.startComplexity = 6 * pixels
    }

    private var rate: Double { max(1, Double(self.target.bitsPerSecond)) }

    /// The quantizer for the next picture.
    ///
    /// - Parameters:
    ///   - isStart: Whether it is a key frame or switch point, or costs as much as one.
    ///   - limit: What it may take at most, as far as that can be foreseen; all that a start takes.
    public mutating func quantizer(temporalLayer: Int, isStart: Bool, limit: ByteCount) -> Int {
        let wanted = self.wantedLevel
        let level = min(max(wanted, Double(Self.quantizers.lowerBound)), 63)
        self.level = level
        let limit = Double(limit.bytes) * 8
        var chosen: Double
        if isStart {
            let complexity = self.startComplexity * self.nextActivity / self.startActivity
            chosen = max(level, Self.quantizer(for: limit, of: complexity))
            // What follows becomes finer step by step: finer than what it is predicted from, it
            // would pay for all that the start left out.
            self.level = min(chosen, 63)
        } else {
            chosen = max(
                level + Double(Self.cascade[temporalLayer]),
                Self.quantizer(for: limit, of: self.complexities[temporalLayer]))
        }
        let rounded = Int(min(max(chosen, 0), 63).rounded())
        return min(max(rounded, Self.quantizers.lowerBound), Self.quantizers.upperBound)
    }

    /// What a group of pictures needs so that it takes its share, not far from the last.
    private var wantedLevel: Double {
        let count = Double(self.pattern.count)
        let group = count * self.rate / self.frameRate
        let repaid = self.debt * count / (self.frameRate * Self.settlingSeconds)
        let wanted = group - repaid - count * self.installment
        let atZero = self.pattern.reduce(0.0) {
            $0 + self.complexities[$1] * Self.share(atQuantizer: Double(Self.cascade[$1]))
        }
        let level = Self.quantizer(for: min(max(wanted, group * 0.4), group * 1.6), of: atZero)
        guard let last = self.level else { return level }
        return min(max(level, last - 3), last + 6)
    }

    /// The quantizer for another try at a picture that came out larger than its limit; nil if none
    /// is coarser, or if it is small enough.
    public mutating func coarser(
        than quantizer: Int, _ size: ByteCount, limit: ByteCount, isStart: Bool,
    ) -> Int? {
        guard size > limit, quantizer < Self.quantizers.upperBound else { return nil }
        let excess = Double(size.bytes) / Double(max(1, limit.bytes))
        let steps = Self.halving * Exponential.logarithm(toBaseTwo: excess)
        let coarser = min(
            quantizer + max(1, Int(min(steps, 63).rounded(.up))), Self.quantizers.upperBound)
        if isStart { self.level = Double(coarser) }
        return coarser
    }

    /// Whether an ordinary picture may well come out larger than its limit at this quantizer.
    public func mayExceed(_ limit: ByteCount, temporalLayer: Int, quantizer: Int) -> Bool {
        let bits = self.complexities[temporalLayer] * Self.share(atQuantizer: Double(quantizer))
        return bits * Self.chance > Double(limit.bytes) * 8
    }

    /// The least that is worth spending on an ordinary picture of the temporal layer.
    ///
    /// Half of what it should take: coarser than that beside its neighbours, it would flicker. And
    /// what the coarsest quantizer takes.
    public func leastSize(temporalLayer: Int) -> ByteCount {
        let level = (self.level ?? self.wantedLevel) + Double(Self.cascade[temporalLayer])
        let quantizer = min(level + Self.halving, Double(Self.quantizers.upperBound))
        let bits = self.complexities[temporalLayer] * Self.share(atQuantizer: quantizer)
        return ByteCount(Int(min(bits / 8, 1e12)))
    }

    /// Says how much there is to see in the picture that comes (`SceneMeter.activity`), for what it
    /// costs if it is a start.
    public mutating func expect(activity: Double) {
        self.nextActivity = max(1, activity)
    }

    /// Takes what the picture became.
    public mutating func account(
        _ size: ByteCount, quantizer: Int, temporalLayer: Int, isStart: Bool,
    ) {
        let bits = Double(size.bytes) * 8
        let complexity = bits / Self.share(atQuantizer: Double(quantizer))
        guard isStart else {
            self.learn(complexity, temporalLayer: temporalLayer)
            return self.spend(bits)
        }
        // What follows is as much dearer or cheaper than before as the start is.
        let change = complexity / max(1, self.startComplexity)
        for layer in self.complexities.indices {
            self.complexities[layer] *= min(max(change, 1 / Self.changeMaximum), Self.changeMaximum)
        }
        self.startComplexity = complexity
        self.startActivity = self.nextActivity
        let ordinary = min(bits, self.rate / self.frameRate)
        self.loan = min(self.loan + bits - ordinary, self.rate * 2)
        self.spend(ordinary)
        self.installment = self.loan / (self.frameRate * Self.loanSeconds)
    }

    private mutating func learn(_ complexity: Double, temporalLayer: Int) {
        let known = self.complexities[temporalLayer]
        let surprise = Exponential.logarithm(toBaseTwo: max(complexity, 1) / max(known, 1))
        let change = Exponential.power(
            ofTwo: Self.sympathy
                * min(max(surprise, -Self.surpriseMaximum), Self.surpriseMaximum))
        for layer in self.complexities.indices where layer != temporalLayer {
            self.complexities[layer] *= change
        }
        self.complexities[temporalLayer] += Self.learning[temporalLayer] * (complexity - known)
    }

    private mutating func spend(_ bits: Double) {
        let installment = min(self.installment, self.loan)
        self.loan -= installment
        self.debt += bits - (self.rate / self.frameRate - installment)
        self.debt = min(max(self.debt, -self.rate * Self.creditSeconds), self.rate * 2)
    }

    /// Says that a picture was left out: its share is for the others.
    public mutating func skip() {
        self.spend(0)
    }

    /// Says that a picture went without this layer: neither debt nor credit outlives a pause.
    public mutating func pause() {
        self.debt = 0
        self.loan = 0
        self.installment = 0
    }

    private static func share(atQuantizer quantizer: Double) -> Double {
        Exponential.power(ofTwo: -quantizer / Self.halving)
    }

    private static func quantizer(for bits: Double, of atZero: Double) -> Double {
        Self.halving * Exponential.logarithm(toBaseTwo: max(atZero, 1) / max(bits, 1))
    }
}

/// Powers and logarithms without the C library, which cores don't import.
enum Exponential {
    /// 2 to the given power, for −60…60, to about five digits.
    static func power(ofTwo exponent: Double) -> Double {
        let clamped = min(max(exponent, -60), 60)
        let whole = clamped.rounded(.down)
        let part = (clamped - whole) * 0.693_147_180_559_945
        // Taylor's series of e^x on 0…ln 2.
        var (sum, term) = (1.0, 1.0)
        for index in 1...9 {
            term *= part / Double(index)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(whole), significand: sum)
    }

    /// The logarithm to base 2 of a positive number, to about nine digits.
    static func logarithm(toBaseTwo value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        // ln m = 2 artanh((m − 1)/(m + 1)) for the significand m in 1…2.
        let ratio = (value.significand - 1) / (value.significand + 1)
        let square = ratio * ratio
        var (sum, power) = (0.0, ratio)
        for index in 0..<12 {
            sum += power / Double(2 * index + 1)
            power *= square
        }
        return Double(value.exponent) + 2 * sum / 0.693_147_180_559_945
    }
}
