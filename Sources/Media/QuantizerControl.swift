public import Units

/// Chooses quantizers for one spatial layer so that its bits follow a target rate.
///
/// A picture's bits are taken to halve with every `halving` steps of VP8's quantizer scale (0…63)
/// from a complexity that is learned for each temporal layer. A repeating group of pictures gets
/// its share of the target, less what was overdrawn before, repaid within a second; higher temporal
/// layers are coarser, because nothing (or little) is predicted from them.
public struct QuantizerControl: Sendable {
    /// Finer costs bits that nobody sees; coarser does not exist.
    public static let quantizers = 4...63
    /// Added for each temporal layer: the cascade that measured best for all layers together.
    public static let cascade = [0, 5, 10]
    /// Quantizer steps in which a picture's bits halve, on real footage between 8 and 12.
    private static let halving = 9.5
    /// A key frame or switch point may take this much of the rate at once, in seconds: more means a
    /// burst that a link feels, less a picture that needs long to become sharp.
    private static let startSeconds = 0.15
    /// Debt is repaid, and credit spent, within this time.
    private static let settlingSeconds = 1.3
    /// Debt at which a picture had better be left out, if it can't be any coarser.
    private static let overdraftSeconds = 0.25
    /// What a still scene may save up for later, in seconds of the rate.
    private static let creditSeconds = 0.2
    /// Weight of the newest picture in the learned complexity, by temporal layer: the lower ones come
    /// more rarely and say more.
    private static let learning = [0.8, 0.8, 0.5]
    /// `SceneMeter.activity` of ordinary pictures: a guess until the first start.
    private static let usualActivity = 14.0

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
    /// Bits spent beyond the target so far.
    private var debt = 0.0
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

    /// The quantizer for the next picture.
    ///
    /// - Parameter isStart: Whether it is a key frame or switch point.
    public mutating func quantizer(temporalLayer: Int, isStart: Bool) -> Int {
        let perPicture = max(1, Double(self.target.bitsPerSecond)) / self.frameRate
        let group = Double(self.pattern.count) * perPicture
        let repaid = self.debt * group / (perPicture * self.frameRate * Self.settlingSeconds)
        let wanted = min(max(group - repaid, group * 0.4), group * 1.6)
        let atZero = self.pattern.reduce(0.0) {
            $0 + self.complexities[$1] * Self.share(atQuantizer: Double(Self.cascade[$1]))
        }
        var level = Self.quantizer(for: wanted, of: atZero)
        if let last = self.level { level = min(max(level, last - 3), last + 6) }
        level = min(max(level, Double(Self.quantizers.lowerBound)), 63)
        self.level = level
        var chosen = level + Double(Self.cascade[temporalLayer])
        if isStart {
            let allowed = perPicture * self.frameRate * Self.startSeconds
            let complexity = self.startComplexity * self.nextActivity / self.startActivity
            chosen = max(level, Self.quantizer(for: allowed, of: complexity))
            // What follows becomes finer step by step: finer than what it is predicted from, it
            // would pay for all that the start left out.
            self.level = min(chosen, 63)
        }
        let rounded = Int(min(max(chosen, 0), 63).rounded())
        return min(max(rounded, Self.quantizers.lowerBound), Self.quantizers.upperBound)
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
        let bits = Double(size.bytes * 8)
        let complexity = bits / Self.share(atQuantizer: Double(quantizer))
        if isStart {
            self.startComplexity = complexity
            self.startActivity = self.nextActivity
        } else {
            self.complexities[temporalLayer] +=
                Self.learning[temporalLayer] * (complexity - self.complexities[temporalLayer])
        }
        self.spend(bits)
    }

    private mutating func spend(_ bits: Double) {
        let rate = max(1, Double(self.target.bitsPerSecond))
        self.debt += bits - rate / self.frameRate
        self.debt = min(max(self.debt, -rate * Self.creditSeconds), rate * 2)
    }

    /// Whether the target can't be kept at any quantizer, so that a picture had better be left out.
    public var isOverdrawn: Bool {
        guard let level = self.level, level >= Double(Self.quantizers.upperBound - 2) else {
            return false
        }
        return self.debt > Double(self.target.bitsPerSecond) * Self.overdraftSeconds
    }

    /// Says that a picture was left out: its share is for the others.
    public mutating func skip() {
        self.spend(0)
    }

    /// Says that a picture went without this layer: neither debt nor credit outlives a pause.
    public mutating func pause() {
        self.debt = 0
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
