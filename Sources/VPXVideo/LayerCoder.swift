internal import CVPX
internal import Media
internal import Units
internal import Wire

/// The encoder of one spatial layer with its buffers and its rate control.
struct LayerCoder: ~Copyable {
    /// The second is right within a few percent on real footage; a third helps what is odd.
    private static let triesMaximum = 3
    /// What a boot frame shows doesn't matter, because nothing reads it; a flat one is small, and
    /// leaves the probabilities as the standard has them.
    private static let bootLuma: UInt8 = 128
    private static let bootQuantizer = 40

    let size: LayerSizes.Size
    var control: QuantizerControl
    /// Takes the place of `control` for measurements: the quantizer of temporal layer 0.
    private let fixedQuantizer: Int?
    /// Of the picture coded last, 0…63.
    private(set) var quantizer = 0
    private var encoder: VP8Encoder
    private var source: PixelBuffer
    /// For ALTREF; the base makes no use of it.
    private var reference: PixelBuffer
    private var doubler: PlaneDoubler
    /// Whether nothing was coded since the boot frame.
    private var isFresh = false

    init(
        size: LayerSizes.Size, frameRate: Int, temporalCount: Int, fixedQuantizer: Int?,
    ) throws(VPXError) {
        let encoder = try VP8Encoder(
            width: size.width, height: size.height, frameRate: frameRate,
            temporalCount: temporalCount, control: .byCaller)
        let source = try PixelBuffer(width: size.width, height: size.height)
        let whole = size.inMacroblocks
        let reference = try PixelBuffer(width: whole.width, height: whole.height)
        self.size = size
        self.control = QuantizerControl(
            target: BitRate(bitsPerSecond: 0), frameRate: frameRate, size: size,
            temporalCount: temporalCount)
        self.fixedQuantizer = fixedQuantizer
        self.doubler = PlaneDoubler(width: size.width / 2)
        self.encoder = encoder
        self.source = source
        self.reference = reference
    }

    /// Codes the flat key frame with which every decoder of this layer begins.
    mutating func boot() throws(VPXError) -> [UInt8] {
        self.source.fill(
            from: Picture(width: self.size.width, height: self.size.height, luma: Self.bootLuma))
        try self.encoder.setQuantizer(Self.bootQuantizer)
        let frame = try self.encoder.encode(self.source, flags: CVPX_forceKey)
        guard let frame, frame.isKey else {
            throw .failed(call: "vpx_codec_encode", reason: "no boot frame came out")
        }
        self.isFresh = true
        return frame.bytes
    }

    /// Goes back to the state that decoders have after the boot frame, before a switch point: above
    /// all to its probabilities.
    mutating func restart() throws(VPXError) {
        guard !self.isFresh else { return }
        _ = try self.boot()
    }

    /// Codes one picture as planned; if the plan reads the layer below, `setReference` comes first.
    ///
    /// - Parameters:
    ///   - isSurge: Whether the picture costs as much as a start, although it may read LAST.
    ///   - limit: What the picture may take. One that comes out larger is coded again, coarser, if
    ///     its plan allows that, or rehearsed before if it is likely to.
    mutating func encode(
        _ picture: Picture, _ plan: LayerPlan, isSurge: Bool, limit: ByteCount,
    ) throws(VPXError) -> [UInt8] {
        let isStart = isSurge || !plan.flags.isDisjoint(with: [.key, .switchPoint])
        self.source.fill(from: picture)
        if let fixedQuantizer = self.fixedQuantizer {
            let quantizer = fixedQuantizer + QuantizerControl.cascade[plan.temporalLayer]
            return try self.encode(plan, quantizer: quantizer)
        }
        var quantizer = self.control.quantizer(
            temporalLayer: plan.temporalLayer, isStart: isStart, limit: limit)
        var bytes: [UInt8]?
        // A rehearsal takes as long as the picture, so that only who may surprise rehearses.
        let maySurprise =
            isStart
            || self.control.mayExceed(
                limit, temporalLayer: plan.temporalLayer, quantizer: quantizer)
        if let trial = plan.isRepeatable || maySurprise ? plan.rehearsal : nil {
            for _ in 1..<Self.triesMaximum {
                let tried = try self.encode(trial, quantizer: quantizer)
                bytes = plan.isRepeatable ? tried : nil
                guard
                    let coarser = self.control.coarser(
                        than: quantizer, ByteCount(tried.count), limit: limit, isStart: isStart)
                else { break }
                quantizer = coarser
                bytes = nil
            }
        }
        let coded = if let bytes { bytes } else { try self.encode(plan, quantizer: quantizer) }
        self.control.account(
            ByteCount(coded.count), quantizer: quantizer,
            temporalLayer: plan.temporalLayer, isStart: isStart)
        return coded
    }

    private mutating func encode(
        _ plan: LayerPlan, quantizer: Int,
    ) throws(VPXError) -> [UInt8] {
        self.quantizer = quantizer
        self.isFresh = false
        try self.encoder.setQuantizer(quantizer)
        let frame = try self.encoder.encode(
            self.source, flags: Self.flags(of: plan), temporalLayer: plan.temporalLayer)
        guard let frame, frame.isKey == plan.isKey else {
            throw .failed(call: "vpx_codec_encode", reason: "the picture isn't what was planned")
        }
        return frame.bytes
    }

    mutating func setEffort(_ step: Int, isScreen: Bool) throws(VPXError) {
        try self.encoder.setEffort(step, isScreen: isScreen)
    }

    /// The picture just coded, as decoders will show it.
    mutating func reconstruction() throws(VPXError) -> Picture {
        try self.encoder.reconstruction()
    }

    /// Takes the reconstruction of the layer below for the next picture.
    mutating func setReference(_ below: Picture) throws(VPXError) {
        self.reference.fill(doubling: below, with: &self.doubler)
        try self.encoder.setAltRef(self.reference)
    }

    static func flags(of plan: LayerPlan) -> vpx_enc_frame_flags_t {
        guard !plan.isKey else { return CVPX_forceKey }
        var flags = CVPX_noWriteAltRef
        if !plan.reads.contains(.last) { flags |= CVPX_noReadLast }
        if !plan.reads.contains(.golden) { flags |= CVPX_noReadGolden }
        if !plan.reads.contains(.layerBelow) { flags |= CVPX_noReadAltRef }
        if !plan.writes.contains(.last) { flags |= CVPX_noWriteLast }
        if !plan.writes.contains(.golden) { flags |= CVPX_noWriteGolden }
        if !plan.keepsEntropy { flags |= CVPX_noWriteEntropy }
        return flags
    }
}
