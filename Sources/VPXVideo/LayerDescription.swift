internal import Media

/// What a receiver must know of a spatial layer before its first picture.
public struct LayerDescription: Sendable, Hashable {
    /// Pixels, even; exactly twice the layer below.
    public var width: Int
    public var height: Int
    /// The key frame that configures an enhancement layer's decoder; empty for the base.
    public var bootFrame: [UInt8]

    public init(width: Int, height: Int, bootFrame: [UInt8] = []) {
        self.width = width
        self.height = height
        self.bootFrame = bootFrame
    }

    var size: LayerSizes.Size { LayerSizes.Size(width: self.width, height: self.height) }
}

extension LayerSizes.Size {
    /// The size of a VP8 reference: whole macroblocks of 16 × 16.
    var inMacroblocks: LayerSizes.Size {
        LayerSizes.Size(width: (self.width + 15) & ~15, height: (self.height + 15) & ~15)
    }
}
