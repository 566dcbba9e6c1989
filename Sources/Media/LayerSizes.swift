internal import Units

/// Sizes of a stream's spatial layers: each exactly twice the one below, all even.
public struct LayerSizes: Sendable, Hashable {
    public struct Size: Sendable, Hashable {
        /// Pixels, even.
        public var width: Int
        public var height: Int

        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// A base smaller than this shows nobody: the longer and the shorter side, in pixels.
    public static let longSideMinimum = 64
    public static let shortSideMinimum = 36

    /// From the lowest; never empty, at most as many as asked for.
    public let layers: [Size]

    public var top: Size { self.layers[self.layers.count - 1] }

    /// Chooses layers for a source: fewer than asked for if the base would be too small, cropped to
    /// a multiple that can be halved. Nil if the source is smaller than 64 × 36 or wider or higher
    /// than any picture may be.
    public init?(width: Int, height: Int, spatialCount: Int) {
        guard width <= Picture.sideMaximum, height <= Picture.sideMaximum else { return nil }
        guard spatialCount >= 1 else { return nil }
        for count in (1...min(spatialCount, 3)).reversed() {
            let factor = 1 << (count - 1)
            let base = Size(
                width: width / (2 * factor) * 2, height: height / (2 * factor) * 2)
            guard max(base.width, base.height) >= Self.longSideMinimum,
                min(base.width, base.height) >= Self.shortSideMinimum
            else { continue }
            self.layers = (0..<count).map {
                Size(width: base.width << $0, height: base.height << $0)
            }
            return
        }
        return nil
    }

    /// Takes sizes that a peer announced; nil unless they are as this type makes them, largest side
    /// included.
    public init?(announced: [Size]) {
        guard (1...3).contains(announced.count) else { return nil }
        for (index, size) in announced.enumerated() {
            guard Picture.isValid(width: size.width, height: size.height) else { return nil }
            guard index > 0 else { continue }
            guard size.width == 2 * announced[index - 1].width,
                size.height == 2 * announced[index - 1].height
            else { return nil }
        }
        self.layers = announced
    }
}

extension LayerSizes.Size: CustomStringConvertible {
    public var description: String { "\(self.width) × \(self.height)" }
}
