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

/// What a stream's pictures show.
public enum Content: Sendable, Hashable {
    /// What a camera sees.
    case camera
    /// Text and drawings: sharp edges, long stills, then all at once.
    case screen
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

    /// Of each layer's last picture, 0…63.
    package private(set) var quantizers = [0, 0, 0]
    /// Tells the time for the effort that pictures may take; nil: any.
    package var clock: (() -> Duration)? = MonotonicClock.now
    /// What the pictures show; may be changed before any picture.
    public var content = Content.camera
    /// What the coders are set up for.
    private var codedContent = Content.camera

    private var target: BitRate
    /// Layers that the target was split over.
    private var sharedCount: Int
    private let hasFixedQuantizers: Bool
    private var effort: EffortControl
    /// Whether some layer can't be made coarse enough for its target.
    private var isOverdrawn = false
    /// The speed that the coders have.
    private var speedStep = 0
    private var scene = SceneMeter()
    /// Pictures since all layers began anew.
    private var countSinceRestart = 0
    private let frameRate: Int
    /// Asked for with a picture that was left out.
    private var owed: (key: Bool, switchPoints: Set<Int>) = (false, [])

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
        // A busy machine must not change what comes out.
        self.clock = nil
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
                target: Self.share(
                    of: target, layer: index, count: count.spatial, outOf: count.spatial),
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
        self.target = target
        self.sharedCount = count.spatial
        self.hasFixedQuantizers = quantizers != nil
        self.frameRate = max(1, frameRate)
        self.effort = EffortControl(frameRate: frameRate, temporalCount: count.temporal)
    }

    /// Changes the target of all layers together from the next picture on; no key frame.
    public mutating func setTarget(_ target: BitRate) {
        self.target = target
        self.share(over: self.sharedCount)
    }

    /// Splits the target over the layers that are coded.
    private mutating func share(over count: Int) {
        self.sharedCount = count
        for index in 0..<count {
            self.coders[index]?.control.target = Self.share(
                of: self.target, layer: index, count: count, outOf: self.layers.count)
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
    /// - Returns: The coded layers from the base up; none if the picture was left out, because coding
    ///   takes too long or because it could not be made coarse enough for the target. What was asked
    ///   for with it is kept for the next. After an error the next picture is a key frame.
    public mutating func encode(
        _ picture: Picture, highestLayer: Int, key: Bool = false, switchPoints: Set<Int> = [],
    ) throws(VPXError) -> [EncodedLayer] {
        let size = LayerSizes.Size(width: picture.width, height: picture.height)
        guard size == self.sourceSize else {
            throw .pictureSizeChanged(
                expected: self.sourceSize.description, got: size.description)
        }
        let highest = min(max(highestLayer, 0), self.layers.count - 1)
        if highest + 1 != self.sharedCount { self.share(over: highest + 1) }
        self.owed.key = self.owed.key || key
        self.owed.switchPoints.formUnion(switchPoints)
        let start = self.clock?()
        let sources = self.sources(of: picture)
        self.observer?(.scaling, self.layers.count - 1)
        let isCut = !self.hasFixedQuantizers && self.scene.isCut(sources[0])
        self.countSinceRestart += 1
        guard self.isWorthCoding(isCut: isCut) else {
            self.leaveOut()
            return []
        }
        do throws(VPXError) {
            let encoded = try self.encode(sources, highest, isCut: isCut)
            if let start, let clock = self.clock { self.effort.account(clock() - start) }
            return encoded
        } catch {
            self.pattern.reset()
            throw error
        }
    }

    /// Whether the picture is to be coded: not if there is no time or are no bits for it.
    private func isWorthCoding(isCut: Bool) -> Bool {
        guard !isCut, !self.owed.key, !self.hasFixedQuantizers else { return true }
        let temporal = self.pattern.nextTemporalLayer
        guard temporal <= self.effort.temporalLayerMaximum else { return false }
        guard temporal > 0, temporal == self.pattern.count.temporal - 1 else { return true }
        return !self.isOverdrawn
    }

    private mutating func leaveOut() {
        self.pattern.skip()
        self.effort.account(.zero)
        self.isOverdrawn = false
        for index in 0..<self.sharedCount {
            let isOverdrawn = self.coders[index]?.skip() ?? false
            self.isOverdrawn = self.isOverdrawn || isOverdrawn
        }
    }

    private mutating func encode(
        _ sources: [Picture], _ highest: Int, isCut: Bool,
    ) throws(VPXError) -> [EncodedLayer] {
        try self.adapt()
        // After a cut LAST is of no use: a T0 makes it so only once, and joining costs nothing.
        let restarts = isCut && self.countSinceRestart >= self.frameRate
        if restarts || self.owed.key { self.countSinceRestart = 0 }
        let plans = self.pattern.next(
            highestLayer: highest, key: self.owed.key,
            switchPoints: restarts ? Set(self.layers.indices) : self.owed.switchPoints,
            restarts: restarts)
        self.owed = (false, [])
        if plans.contains(where: { isCut || !$0.flags.isDisjoint(with: [.key, .switchPoint]) }) {
            let activity = SceneMeter.activity(of: sources[0])
            for index in plans.indices { self.coders[index]?.control.expect(activity: activity) }
        }
        var encoded: [EncodedLayer] = []
        self.isOverdrawn = false
        var below: Picture?
        for (index, plan) in plans.enumerated() {
            if plan.reads.contains(.layerBelow), let below {
                try self.coders[index]?.setReference(below)
                self.observer?(.prediction, index)
            }
            let bytes =
                try self.coders[index]?.encode(sources[index], plan, isCut: isCut) ?? []
            self.observer?(.coding, index)
            let isOverdrawn = self.coders[index]?.isOverdrawn() ?? false
            self.isOverdrawn = self.isOverdrawn || isOverdrawn
            self.quantizers[index] = self.coders[index]?.quantizer ?? 0
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

    /// Passes on what has changed since the last picture.
    private mutating func adapt() throws(VPXError) {
        if self.content != self.codedContent {
            for index in self.layers.indices {
                try self.coders[index]?.setScreenContent(self.content == .screen)
            }
            self.codedContent = self.content
        }
        let step = self.effort.speedStep
        guard step != self.speedStep else { return }
        for index in self.layers.indices { try self.coders[index]?.hasten(by: step) }
        self.speedStep = step
    }

    /// The picture at every layer's size, from the lowest.
    private func sources(of picture: Picture) -> [Picture] {
        let top = self.layers[self.layers.count - 1]
        var sources = [picture.cropped(width: top.width, height: top.height)]
        for _ in self.layers.dropFirst() {
            sources.append(sources[sources.count - 1].halved())
        }
        return sources.reversed()
    }

    /// The reconstruction of a layer of the picture just coded: what a decoder must show.
    package mutating func reconstruction(layer: Int) throws(VPXError) -> Picture? {
        try self.coders[layer]?.reconstruction()
    }

    /// - Parameters:
    ///   - count: Layers that are coded.
    ///   - whole: Layers that there are. Those that are left out leave their bits to the others, but
    ///     not more than as much again as these have anyway: nobody sees more in a small picture.
    private static func share(
        of target: BitRate, layer: Int, count: Int, outOf whole: Int,
    ) -> BitRate {
        let bits = min(max(target.bitsPerSecond, 0), Self.targetMaximum.bitsPerSecond)
        let share = min(Self.shares[count - 1][layer], 2 * Self.shares[whole - 1][layer])
        return BitRate(bitsPerSecond: Int(Double(bits) * share))
    }
}
