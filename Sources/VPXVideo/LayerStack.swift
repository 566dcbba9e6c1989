internal import Media
internal import Units
internal import Wire

/// The encoders of all spatial layers, each predicted from the one below.
struct LayerStack: ~Copyable {
    /// From the lowest, as receivers have to know them.
    let layers: [LayerDescription]
    private var coders: InlineArray<3, LayerCoder?>

    /// - Parameter quantizers: For measurements, from the lowest layer: quantizers as given.
    init(
        _ sizes: LayerSizes, frameRate: Int, temporalCount: Int, quantizers: [Int]?,
    ) throws(VPXError) {
        var descriptions: [LayerDescription] = []
        self.coders = try InlineArray { (index) throws(VPXError) in
            guard index < sizes.layers.count else { return nil }
            var coder = try LayerCoder(
                size: sizes.layers[index], frameRate: frameRate, temporalCount: temporalCount,
                fixedQuantizer: quantizers.flatMap {
                    $0.indices.contains(index) ? $0[index] : $0.last
                })
            let boot = index == 0 ? [] : try coder.boot()
            descriptions.append(
                LayerDescription(
                    width: coder.size.width, height: coder.size.height, bootFrame: boot))
            return coder
        }
        self.layers = descriptions
    }

    /// What became of one layer of one picture.
    struct Coded {
        var bytes: [UInt8]
        /// 0…63.
        var quantizer: Int
    }

    /// Codes one picture from the base up.
    ///
    /// - Parameters:
    ///   - sources: The picture at every layer's size.
    ///   - isSurge: Whether the picture costs as much as a start.
    ///   - limit: What all layers together may take.
    ///   - shares: Of the limit, by layer; what a layer leaves is for those above.
    ///   - observer: Told of every stage that ended.
    mutating func encode(
        _ sources: [Picture], _ plans: [LayerPlan], isSurge: Bool, limit: ByteCount,
        shares: [Double], observer: ((CodecStage, Int) -> Void)?,
    ) throws(VPXError) -> [Coded] {
        var coded: [Coded] = []
        var left = limit.bytes
        var below: Picture?
        for (index, plan) in plans.enumerated() {
            if plan.flags.contains(.switchPoint) { try self.coders[index]?.restart() }
            if plan.reads.contains(.layerBelow), let below {
                try self.coders[index]?.setReference(below)
                observer?(.prediction, index)
            }
            let share = shares[index] / shares[index..<plans.count].reduce(0, +)
            let bytes =
                try self.coders[index]?.encode(
                    sources[index], plan, isSurge: isSurge,
                    limit: ByteCount(Int(Double(left) * share))) ?? []
            left = max(0, left - bytes.count)
            observer?(.coding, index)
            coded.append(Coded(bytes: bytes, quantizer: self.coders[index]?.quantizer ?? 0))
            let isNeeded =
                plans.indices.contains(index + 1)
                && plans[index + 1].reads.contains(.layerBelow)
            below = isNeeded ? try self.coders[index]?.reconstruction() : nil
        }
        for index in plans.count..<max(plans.count, self.layers.count) {
            self.coders[index]?.control.pause()
        }
        return coded
    }

    /// Says that a picture was left out of so many layers.
    mutating func skip(_ count: Int) {
        for index in 0..<count { self.coders[index]?.control.skip() }
    }

    /// Sets the targets of the lowest layers.
    mutating func setTargets(_ targets: [BitRate]) {
        for (index, target) in targets.enumerated() { self.coders[index]?.control.target = target }
    }

    /// Says how much there is to see in the next picture.
    mutating func expect(activity: Double) {
        for index in self.layers.indices { self.coders[index]?.control.expect(activity: activity) }
    }

    /// The least that is worth spending on an ordinary picture, in so many layers.
    ///
    /// It changes nothing, but the compiler can't borrow a coder from the array yet.
    mutating func leastSize(_ count: Int, temporalLayer: Int) -> ByteCount {
        var sum = 0
        for index in 0..<count {
            let size = self.coders[index]?.control.leastSize(temporalLayer: temporalLayer)
            sum += size?.bytes ?? 0
        }
        return ByteCount(sum)
    }

    mutating func setEffort(_ step: Int, isScreen: Bool) throws(VPXError) {
        for index in self.layers.indices {
            try self.coders[index]?.setEffort(step, isScreen: isScreen)
        }
    }

    /// The reconstruction of a layer of the picture just coded.
    mutating func reconstruction(layer: Int) throws(VPXError) -> Picture? {
        try self.coders[layer]?.reconstruction()
    }
}
