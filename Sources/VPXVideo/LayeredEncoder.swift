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
    /// What a start may take, in seconds of the target: more means a burst that a link feels, less a
    /// picture that needs long to become sharp.
    private static let startSeconds = 0.17
    /// Pictures from one look at what they show to the next.
    private static let screenPeriod = 15

    /// Source pictures must have this size; the layers may be cropped from it. Pixels, even.
    public private(set) var sourceSize: LayerSizes.Size
    /// What enhancement pictures take from the layer below; may be changed before any picture.
    public var structure: LayerPattern.Structure {
        get { self.pattern.structure }
        set { self.pattern.structure = newValue }
    }

    /// Told of every stage that ended, for measurements.
    package var observer: ((CodecStage, _ spatialLayer: Int) -> Void)?
    /// Of each layer's last picture, 0…63.
    package private(set) var quantizers = [0, 0, 0]
    /// Tells the time for the effort that pictures may take and for the pace of starts; nil: any
    /// effort, and pictures come as often as was said.
    package var clock: (() -> Duration)? = MonotonicClock.now
    /// When layers may start.
    package var pacing = StartPacing()

    /// How closely the coders look.
    private struct Effort: Equatable {
        var speedStep = 0
        var isScreen = false
    }

    private let wantedLayers: LayerCount
    private let fixedQuantizers: [Int]?
    private var frameRate: Int
    private var target: BitRate
    /// What the layers that are coded have of it.
    private var targets: [BitRate] = []
    private var burst: BurstLimit
    private var effort: EffortControl
    /// What the coders are set up for.
    private var coded = Effort()
    /// Whether the pictures are text and drawings, as they were seen last.
    private var isScreen = false
    private var scene = SceneMeter()
    /// Pictures so far, left out or not.
    private var pictureCount = 0
    /// Pictures left out since the last one that was not: a second of them is the most.
    private var leftOutCount = 0
    private var pattern: LayerPattern
    private var stack: LayerStack

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
            target: LayerShares.targetMaximum, quantizers: quantizers)
        // A busy machine must not change what comes out.
        self.clock = nil
        self.pacing = StartPacing(interval: .zero)
    }

    private init(
        width: Int, height: Int, frameRate: Int, layers: LayerCount, target: BitRate,
        quantizers: [Int]?,
    ) throws(VPXError) {
        let (sizes, count) = try Self.sizes(width: width, height: height, layers)
        self.stack = try LayerStack(
            sizes, frameRate: frameRate, temporalCount: count.temporal, quantizers: quantizers)
        self.wantedLayers = layers
        self.sourceSize = LayerSizes.Size(width: width & ~1, height: height & ~1)
        self.pattern = LayerPattern(count: count)
        self.target = target
        self.fixedQuantizers = quantizers
        self.frameRate = max(1, frameRate)
        self.burst = BurstLimit(frameRate: frameRate)
        self.effort = EffortControl(frameRate: frameRate, temporalCount: count.temporal)
    }

    private static func sizes(
        width: Int, height: Int, _ layers: LayerCount,
    ) throws(VPXError) -> (LayerSizes, LayerCount) {
        guard
            let sizes = LayerSizes(width: width, height: height, spatialCount: layers.spatial),
            let count = LayerCount(spatial: sizes.layers.count, temporal: layers.temporal)
        else { throw .sizeNotSupported(width: width, height: height) }
        return (sizes, count)
    }

    /// Layers as they are, from the lowest; fewer than asked for where the source is small.
    public var layers: [LayerDescription] { self.stack.layers }

    /// Changes the target of all layers together from the next picture on; no key frame.
    public mutating func setTarget(_ target: BitRate) {
        self.target = target
        self.share(over: self.targets.count)
    }

    /// Pictures have another size, or come at another rate, from the next one on.
    ///
    /// **If `layers` are others afterwards, receivers must be told before the next picture**: they
    /// begin anew, with a key frame. Target and structure stay.
    ///
    /// - Throws: For a size of which no layers can be made; then everything is as it was.
    public mutating func setSource(width: Int, height: Int, frameRate: Int) throws(VPXError) {
        let (sizes, count) = try Self.sizes(width: width, height: height, self.wantedLayers)
        let isSame =
            sizes.layers == self.layers.map(\.size) && max(1, frameRate) == self.frameRate
        if !isSame {
            self.stack = try LayerStack(
                sizes, frameRate: frameRate, temporalCount: count.temporal,
                quantizers: self.fixedQuantizers)
            let structure = self.structure
            self.pattern = LayerPattern(count: count, structure: structure)
            self.targets = []
            self.frameRate = max(1, frameRate)
            self.burst = BurstLimit(frameRate: frameRate)
            self.effort = EffortControl(frameRate: frameRate, temporalCount: count.temporal)
            self.coded = Effort()
        }
        self.sourceSize = LayerSizes.Size(width: width & ~1, height: height & ~1)
    }

    /// Splits the target over the layers that are coded.
    private mutating func share(over count: Int) {
        self.targets = LayerShares.targets(
            of: self.target, count: count, outOf: self.layers.count)
        self.stack.setTargets(self.targets)
    }

    /// What the coded layers may take together.
    private var codedTarget: BitRate {
        BitRate(bitsPerSecond: self.targets.reduce(0) { $0 + $1.bitsPerSecond })
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
    ///   takes too long or because the target leaves nothing for it. What was asked for is kept until
    ///   it may be granted, once a second for each layer. After an error the next picture is a key
    ///   frame.
    public mutating func encode(
        _ picture: Picture, highestLayer: Int, key: Bool = false, switchPoints: Set<Int> = [],
    ) throws(VPXError) -> [EncodedLayer] {
        let size = LayerSizes.Size(width: picture.width, height: picture.height)
        guard size == self.sourceSize else {
            throw .pictureSizeChanged(
                expected: self.sourceSize.description, got: size.description)
        }
        let highest = min(max(highestLayer, 0), self.layers.count - 1)
        if highest + 1 != self.targets.count { self.share(over: highest + 1) }
        self.pacing.want(switchPoints.intersection(1..<max(2, self.layers.count)))
        if key { self.pacing.want([0]) }
        let start = self.clock?()
        let now = start ?? .seconds(self.pictureCount) / self.frameRate
        self.pictureCount += 1
        let sources = self.sources(of: picture)
        self.observer?(.scaling, self.layers.count - 1)
        let change = self.look(at: picture, sources[0])
        guard self.isWorthCoding(change, at: now) else {
            self.leaveOut()
            return []
        }
        do throws(VPXError) {
            let encoded = try self.encode(sources, highest, change, at: now)
            if let start, let clock = self.clock { self.effort.account(clock() - start) }
            return encoded
        } catch {
            self.pattern.reset()
            throw error
        }
    }

    /// Whether the picture is to be coded: not if there is no time or are no bits for it.
    private mutating func isWorthCoding(_ change: SceneMeter.Change, at now: Duration) -> Bool {
        guard change == .ordinary, self.fixedQuantizers == nil,
            !self.pacing.due(at: now).contains(0)
        else { return true }
        let temporal = self.pattern.nextTemporalLayer
        guard temporal <= self.effort.temporalLayerMaximum else { return false }
        guard self.leftOutCount < self.frameRate else { return true }
        let least = self.stack.leastSize(self.targets.count, temporalLayer: temporal)
        return least <= self.limit(isStart: false)
    }

    /// What the next picture may take.
    private func limit(isStart: Bool) -> ByteCount {
        let seconds = min(self.burst.allowance, isStart ? Self.startSeconds : .infinity)
        return ByteCount(Int(seconds * Double(self.codedTarget.bitsPerSecond) / 8))
    }

    private mutating func leaveOut() {
        self.leftOutCount += 1
        // A T0 is put off instead: all that follows reads it.
        if self.pattern.nextTemporalLayer > 0 { self.pattern.skip() }
        self.effort.account(.zero)
        self.stack.skip(self.targets.count)
        self.burst.account(ByteCount(0), target: self.codedTarget)
    }

    private mutating func encode(
        _ sources: [Picture], _ highest: Int, _ change: SceneMeter.Change, at now: Duration,
    ) throws(VPXError) -> [EncodedLayer] {
        self.leftOutCount = 0
        try self.adapt()
        let plans = self.plan(highest, change, at: now)
        let isSurge = change != .ordinary
        let isStart =
            isSurge || plans.contains { !$0.flags.isDisjoint(with: [.key, .switchPoint]) }
        if isStart { self.stack.expect(activity: SceneMeter.activity(of: sources[0])) }
        let coded = try self.stack.encode(
            sources, plans, isSurge: isSurge, limit: self.limit(isStart: isStart),
            shares: LayerShares.picture(isStart: isStart, count: plans.count),
            observer: self.observer)
        self.burst.account(
            ByteCount(coded.reduce(0) { $0 + $1.bytes.count }), target: self.codedTarget)
        for (index, layer) in coded.enumerated() { self.quantizers[index] = layer.quantizer }
        return zip(plans, coded).map { plan, layer in
            EncodedLayer(
                spatialLayer: plan.spatialLayer, temporalLayer: plan.temporalLayer,
                flags: plan.flags, bytes: plan.tag.bytes + layer.bytes)
        }
    }

    private mutating func plan(
        _ highest: Int, _ change: SceneMeter.Change, at now: Duration,
    ) -> [LayerPlan] {
        let due = self.pacing.due(at: now)
        let restarts = change != .ordinary
        // After a cut LAST is of no use, and joining costs nothing.
        let canStart =
            restarts && change == .cut
            && (0...highest).allSatisfy { self.pacing.mayStart($0, at: now) }
        let plans = self.pattern.next(
            highestLayer: highest, key: due.contains(0),
            switchPoints: canStart ? Set(self.layers.indices) : due, restarts: restarts)
        let started = plans.filter { !$0.flags.isDisjoint(with: [.key, .switchPoint]) }
        self.pacing.note(started.map(\.spatialLayer), at: now)
        return plans
    }

    /// Passes on what has changed since the last picture.
    private mutating func adapt() throws(VPXError) {
        let effort = Effort(speedStep: self.effort.speedStep, isScreen: self.isScreen)
        guard effort != self.coded else { return }
        try self.stack.setEffort(effort.speedStep, isScreen: effort.isScreen)
        self.coded = effort
    }

    /// Looks at the picture: what it is to the one before, and from time to time what it shows.
    private mutating func look(at picture: Picture, _ base: Picture) -> SceneMeter.Change {
        guard self.fixedQuantizers == nil else { return .ordinary }
        let change = self.scene.change(to: base)
        let isDue = (self.pictureCount - 1) % Self.screenPeriod == 0
        if isDue || change == .cut { self.isScreen = SceneMeter.isScreen(picture) }
        return change
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
        try self.stack.reconstruction(layer: layer)
    }
}
