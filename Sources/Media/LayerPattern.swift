public import Wire

/// How one layer of one picture is to be coded, and what it depends on.
public struct LayerPlan: Sendable, Hashable {
    public var spatialLayer: Int
    public var temporalLayer: Int
    /// A key frame; only the base layer ever has one.
    public var isKey: Bool
    /// What the picture may be predicted from. A key frame reads nothing.
    public var reads: VideoReferences
    /// What the picture becomes afterwards. A key frame becomes all three.
    public var writes: VideoReferences
    /// Whether its probabilities stay for later pictures: those of T0 do, because all that follows
    /// depends on it anyway. A switch point begins with those of the boot frame, and leaves them.
    public var keepsEntropy: Bool
    /// For the message's header.
    public var flags: MediaHeader.Flags
    /// For the payload.
    public var tag: VideoTag

    /// Whether the picture may be coded again in place of a first try that came out too large.
    ///
    /// Then the try must not have overwritten what it read, nor changed the probabilities that it
    /// began with; a key frame resets them.
    public var isRepeatable: Bool {
        self.isKey || self.reads.isDisjoint(with: self.writes) && !self.keepsEntropy
    }

    /// The plan of a try that leaves all that the picture reads; nil if there is no place for it.
    ///
    /// A picture of temporal layer 0 can be tried into GOLDEN, which nobody reads after it.
    public var rehearsal: LayerPlan? {
        guard !self.isRepeatable else { return self }
        guard self.temporalLayer == 0 else { return nil }
        var plan = self
        plan.writes = .golden
        plan.keepsEntropy = false
        return plan
    }
}

/// Which layers of each picture are coded, and which references each may read and write.
///
/// **Whatever layers a server leaves out, what remains must decode to what the encoder saw.** The
/// rules that make it so:
///
/// - Four pictures are T0, T2, T1, T2 (with two temporal layers T0, T1; with one T0). T0 becomes
///   LAST and reads LAST. T1 becomes GOLDEN and reads LAST. T2 reads LAST, after the T1 also
///   GOLDEN.
/// - The highest temporal layer writes GOLDEN too although nobody reads it from there: libvpx does
///   not filter a picture that becomes no reference, and then its encoder and decoder disagree.
/// - ALTREF holds the layer below of the same picture, so a layer never reads what is above it.
/// - A layer starts, and restarts after any pause, with a switch point: a T0 that reads only the
///   layer below. At a key frame of the base every layer starts again and so does the pattern.
public struct LayerPattern: Sendable {
    /// What enhancement pictures take from the layer below.
    public enum Structure: Sendable, Hashable, CaseIterable {
        /// Every picture may: fewest bits for all layers together.
        case full
        /// Only switch points do: between them a layer stands by itself, as in simulcast.
        case key
    }

    /// What a layer's encoder has in its references.
    private struct Layer: Sendable {
        /// Nil: not running, so that it can only start at a switch point.
        var last: UInt16?
        /// The T1 picture in GOLDEN, if it still is there.
        var golden: UInt16?
        var wantsSwitchPoint = false
    }

    public let count: LayerCount
    /// May be changed before any picture; no key frame is needed.
    public var structure: Structure
    private var counter: UInt16 = 0
    /// The place in the temporal pattern: 0 is a T0.
    private var position = 0
    private var layers: [Layer]

    public init(count: LayerCount, structure: Structure = .full) {
        self.count = count
        self.structure = structure
        self.layers = Array(repeating: Layer(), count: count.spatial)
    }

    /// Temporal layers in their order, for one to three of them.
    public static func temporalLayers(count: Int) -> [Int] {
        switch count {
        case 1: [0]
        case 2: [0, 1]
        default: [0, 2, 1, 2]
        }
    }

    /// Plans the next picture, from the base up.
    ///
    /// - Parameters:
    ///   - highestLayer: The highest spatial layer that anybody wants; clamped to what exists.
    ///   - key: Whether the picture must stand alone; the first always does.
    ///   - switchPoints: Spatial layers that must be joinable; granted at the next T0.
    ///   - restarts: Whether this is a T0 whatever the pattern says, as is best after a cut.
    public mutating func next(
        highestLayer: Int, key: Bool = false, switchPoints: Set<Int> = [], restarts: Bool = false,
    ) -> [LayerPlan] {
        if restarts { self.position = 0 }
        for layer in switchPoints where self.layers.indices.contains(layer) && layer > 0 {
            self.layers[layer].wantsSwitchPoint = true
        }
        let isKey = key || self.layers[0].last == nil
        if isKey {
            self.position = 0
            for index in self.layers.indices { self.layers[index] = Layer() }
        }
        let pattern = Self.temporalLayers(count: self.count.temporal)
        let temporal = pattern[self.position]
        let highest = min(max(highestLayer, 0), self.count.spatial - 1)
        var plans: [LayerPlan] = []
        for spatial in self.layers.indices {
            guard self.isCoded(spatial, highest: highest, temporal: temporal, plans) else {
                self.layers[spatial] = Layer()
                continue
            }
            plans.append(self.plan(spatial, temporal: temporal, isKey: isKey && spatial == 0))
        }
        plans[plans.count - 1].flags.insert(.endOfPicture)
        self.position = (self.position + 1) % pattern.count
        self.counter &+= 1
        return plans
    }

    /// The temporal layer of the next picture, if it is no key frame.
    public var nextTemporalLayer: Int {
        Self.temporalLayers(count: self.count.temporal)[self.position]
    }

    /// Leaves out the next picture of the temporal pattern; what follows reads what there is.
    public mutating func skip() {
        self.position = (self.position + 1) % Self.temporalLayers(count: self.count.temporal).count
    }

    /// Starts again as after a key frame request: for an encoder that lost its state.
    public mutating func reset() {
        self.layers[0].last = nil
    }

    /// A layer that isn't running waits for a T0, and so do those above it.
    private func isCoded(
        _ spatial: Int, highest: Int, temporal: Int, _ below: [LayerPlan],
    ) -> Bool {
        guard spatial <= highest, below.count == spatial else { return false }
        return temporal == 0 || self.layers[spatial].last != nil
    }

    private mutating func plan(_ spatial: Int, temporal: Int, isKey: Bool) -> LayerPlan {
        let layer = self.layers[spatial]
        let startsLayer = temporal == 0 && (layer.last == nil || layer.wantsSwitchPoint)
        var reads: VideoReferences = startsLayer ? [] : .last
        if temporal == 2, layer.golden != nil { reads.insert(.golden) }
        if spatial > 0, startsLayer || self.structure == .full { reads.insert(.layerBelow) }
        let isHighest = temporal > 0 && temporal == self.count.temporal - 1
        var flags: MediaHeader.Flags = []
        if isKey { flags.insert(.key) }
        if startsLayer, spatial > 0 { flags.insert(.switchPoint) }
        if isHighest { flags.insert(.discardable) }
        if reads.contains(.layerBelow) { flags.insert(.usesLayerBelow) }
        let tag = VideoTag(
            counter: self.counter,
            lastReach: reads.contains(.last) ? self.reach(layer.last) : 0,
            goldenReach: reads.contains(.golden) ? self.reach(layer.golden) : 0)
        self.note(spatial, temporal: temporal, isHighest: isHighest, startsLayer: startsLayer)
        return LayerPlan(
            spatialLayer: spatial,
            temporalLayer: temporal,
            isKey: isKey,
            reads: reads,
            writes: isKey ? [.last, .golden, .layerBelow] : temporal == 0 ? .last : .golden,
            keepsEntropy: temporal == 0 && (isKey || !startsLayer),
            flags: flags,
            tag: tag,
        )
    }

    private func reach(_ written: UInt16?) -> Int {
        written.map { Int(self.counter &- $0) } ?? 0
    }

    private mutating func note(
        _ spatial: Int, temporal: Int, isHighest: Bool, startsLayer: Bool,
    ) {
        if temporal == 0 {
            self.layers[spatial].last = self.counter
            // The T1 of the cycle before would tie T2 to a picture that others may have dropped.
            self.layers[spatial].golden = nil
            if startsLayer { self.layers[spatial].wantsSwitchPoint = false }
        } else {
            self.layers[spatial].golden = isHighest ? nil : self.counter
        }
    }
}
