public import Units

/// How a stream's bits are split over its spatial layers.
public enum LayerShares {
    /// By layer, for one, two and three layers: each layer above has four times the samples, and the
    /// prediction from below saves it about a quarter.
    private static let ordinary: [[Double]] = [[1], [0.32, 0.68], [0.14, 0.28, 0.58]]
    /// Of a picture that starts: all else is predicted from the base then, and the layers above it
    /// cost a third of what they would cost by themselves.
    private static let start: [[Double]] = [[1], [0.45, 0.55], [0.22, 0.30, 0.48]]
    /// More than the finest quantizers spend at 1920 × 1080; absurd targets end here.
    public static let targetMaximum = BitRate.kilobits(200_000)

    /// What each coded layer may take of a target.
    ///
    /// Layers that are left out leave their bits to the others, but not more than as much again as
    /// these have anyway: nobody sees more in a small picture.
    ///
    /// - Parameters:
    ///   - count: Layers that are coded, 1…3.
    ///   - whole: Layers that there are, at least `count`.
    public static func targets(of target: BitRate, count: Int, outOf whole: Int) -> [BitRate] {
        let bits = min(max(target.bitsPerSecond, 0), Self.targetMaximum.bitsPerSecond)
        return (0..<count).map { layer in
            let share = min(Self.ordinary[count - 1][layer], 2 * Self.ordinary[whole - 1][layer])
            return BitRate(bitsPerSecond: Int(Double(bits) * share))
        }
    }

    /// What each of so many layers may take of one picture.
    public static func picture(isStart: Bool, count: Int) -> [Double] {
        isStart ? Self.start[count - 1] : Self.ordinary[count - 1]
    }
}
