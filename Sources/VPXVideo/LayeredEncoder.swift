internal import CVPX
public import Media
public import Units
public import Wire

/// One layer of one coded picture, ready for a message.
public struct EncodedLayer: Sendable, Hashable {
    public var spatialLayer: Int
    public var temporalLayer: Int
    public var flags: MediaHeader.Flags
    /// The payload: a `VideoTag` and a VP8 frame.
    public var bytes: [UInt8]
}

/// What a picture's time is spent on.
package enum CodecStage: Sendable, Hashable, CaseIterable {
    /// Making the lower layers' sources.
    case scaling
    /// Enlarging the layer below.
    case prediction
    /// libvpx, and the copies it needs.
    case coding
}

/// Scalable VP8: an encoder for each spatial layer, each predicted from the one below.
///
/// Before a picture is coded at one layer, the reconstruction of the layer below, enlarged by two,
/// goes into the encoder's ALTREF; the decoder does the same. `LayerPattern` says which references
/// are read and written, `QuantizerControl` how fine each layer is.
///
/// One thread uses it at a time; make it where it will be used.
public struct LayeredEncoder: ~Copyable {
    /// Shares of the target by layer, for one, two and three layers: each layer above has four
    /// times the samples, and the prediction from below saves it about a quarter.
    static let shares: [[Double]] = [[1], [0.32, 0.68], [0.14, 0.28, 0.58]]
    /// More than the finest quantizers spend at 1920 × 1080; absurd targets end here.
    private static let targetMaximum = BitRate.kilobits(200_000)
    /// What a boot frame shows doesn't matter, because nothing reads it; a flat one is small.
    private static let bootLuma: UInt8 = 128
    private static let bootQuantizer = 40

    /// Layers as they are, from the lowest; fewer than asked for where the source is small.
    public let layers: [LayerDescription]
    /// Source pictures must have this size; the layers may be cropped from it. Pixels, even.
    public let sourceSize: LayerSizes.Size
    /// What enhancement pictures take from the layer below; may be changed before any picture.
    public var structure: LayerPattern.Structure {
        get { self.pattern.structure }
        set { self.pattern.structure = newValue }
    }

    /// Told of every stage that ended, for measurements.
    package var observer: ((CodecStage, _ spatialLayer: Int) -> Void)?

    private var pattern: LayerPattern
    private var coders: InlineArray<3, LayerCoder?>

    /// - Parameters:
    ///   - width: Pixels of the source, 64…1920 with the other side at least 36; an odd last column
    ///     is cropped.
    ///   - frameRate: Pictures per second.
    ///   - layers: How many are wanted.
    ///   - target: For all layers together.
    public init(
        width: Int, height: Int, frameRate: Int, layers: LayerCount, target: BitRate,
    ) throws(VPXError) {
        try self.init(
            width: width, height: height, frameRate: frameRate, layers: layers, target: target,
            quantizers: nil)
    }

    /// For measurements: quantizers as given, from the lowest layer, whatever bits they cost.
    package init(
        width: Int, height: Int, frameRate: Int, layers: LayerCount, quantizers: [Int],
    ) throws(VPXError) {
        try self.init(
            width: width, height: height, frameRate: frameRate, layers: layers,
            target: Self.targetMaximum, quantizers: quantizers)
    }

    private init(
        width: Int, height: Int, frameRate: Int, layers: LayerCount, target: BitRate,
        quantizers: [Int]?,
    ) throws(VPXError) {
        guard
            let sizes = LayerSizes(width: width, height: height, spatialCount: layers.spatial),
            let count = LayerCount(spatial: sizes.layers.count, temporal: layers.temporal)
        else { throw .sizeNotSupported(width: width, height: height) }
        var descriptions: [LayerDescription] = []
        let coders: InlineArray<3, LayerCoder?> = try InlineArray { (index) throws(VPXError) in
            guard index < sizes.layers.count else { return nil }
            var coder = try LayerCoder(
                size: sizes.layers[index], frameRate: frameRate,
                temporalCount: layers.temporal,
                target: Self.share(of: target, layer: index, count: count.spatial),
                fixedQuantizer: quantizers.flatMap {
                    $0.indices.contains(index) ? $0[index] : $0.last
                })
            let boot =
                index == 0
                ? []
                : try coder.boot(
                    luma: Self.bootLuma, quantizer: Self.bootQuantizer)
            descriptions.append(
                LayerDescription(
                    width: coder.size.width, height: coder.size.height, bootFrame: boot))
            return coder
        }
        self.coders = coders
        self.layers = descriptions
        self.sourceSize = LayerSizes.Size(width: width & ~1, height: height & ~1)
        self.pattern = LayerPattern(count: count)
    }

    /// Changes the target of all layers together from the next picture on; no key frame.
    public mutating func setTarget(_ target: BitRate) {
        for index in self.layers.indices {
            self.coders[index]?.control.target = Self.share(
                of: target, layer: index, count: self.layers.count)
        }
    }

    /// Codes one picture of `sourceSize`.
    ///
    /// - Parameters:
    ///   - highestLayer: The highest spatial layer that anybody wants; those above are left out. A
    ///     layer that is wanted again starts by itself at the next picture of temporal layer 0.
    ///   - key: Whether the base must stand alone, and all layers start again. The first picture
    ///     does.
    ///   - switchPoints: Layers that must be joinable, at the next picture of temporal layer 0.
    /// - Returns: The coded layers from the base up. After an error the next picture is a key
    ///   frame.
    public mutating func encode(
        _ picture: Picture, highestLayer: Int, key: Bool = false, switchPoints: Set<Int> = [],
    ) throws(VPXError) -> [EncodedLayer] {
        let size = LayerSizes.Size(width: picture.width, height: picture.height)
        guard size == self.sourceSize else {
            throw .pictureSizeChanged(
                expected: self.sourceSize.description, got: size.description)
        }
        let plans = self.pattern.next(
            highestLayer: highestLayer, key: key, switchPoints: switchPoints)
        do throws(VPXError) {
            return try self.encode(picture, plans)
        } catch {
            self.pattern.reset()
            throw error
        }
    }

    private mutating func encode(
        _ picture: Picture, _ plans: [LayerPlan],
    ) throws(VPXError) -> [EncodedLayer] {
        let sources = self.sources(of: picture)
        self.observer?(.scaling, self.layers.count - 1)
        var encoded: [EncodedLayer] = []
        var below: Picture?
        for (index, plan) in plans.enumerated() {
            if plan.reads.contains(.layerBelow), let below {
                try self.coders[index]?.setReference(below)
                self.observer?(.prediction, index)
            }
            let bytes = try self.coders[index]?.encode(sources[index], plan) ?? []
            self.observer?(.coding, index)
            encoded.append(
                EncodedLayer(
                    spatialLayer: plan.spatialLayer, temporalLayer: plan.temporalLayer,
                    flags: plan.flags, bytes: plan.tag.bytes + bytes))
            let isNeeded =
                plans.indices.contains(index + 1)
                && plans[index + 1].reads.contains(.layerBelow)
            below = isNeeded ? try self.coders[index]?.reconstruction() : nil
        }
        for index in plans.count..<max(plans.count, self.layers.count) {
            self.coders[index]?.control.pause()
        }
        return encoded
    }

    /// The picture at every layer's size, from the lowest.
    private func sources(of picture: Picture) -> [Picture] {
        let top = self.layers[self.layers.count - 1]
        var sources = [picture.cropped(width: top.width, height: top.height)]
        for _ in self.layers.dropFirst() {
            sources.append(Downscaler.halved(sources[sources.count - 1]))
        }
        return sources.reversed()
    }

    /// The reconstruction of a layer of the picture just coded: what a decoder must show.
    package mutating func reconstruction(layer: Int) throws(VPXError) -> Picture? {
        try self.coders[layer]?.reconstruction()
    }

    private static func share(of target: BitRate, layer: Int, count: Int) -> BitRate {
        let bits = min(max(target.bitsPerSecond, 0), Self.targetMaximum.bitsPerSecond)
        return BitRate(bitsPerSecond: Int(Double(bits) * Self.shares[count - 1][layer]))
    }
}
