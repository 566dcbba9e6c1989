internal import CVPX
internal import Media
internal import Units
internal import Wire

/// The encoder of one spatial layer with its buffers and its rate control.
struct LayerCoder: ~Copyable {
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

    init(
        size: LayerSizes.Size, frameRate: Int, temporalCount: Int, target: BitRate,
        fixedQuantizer: Int? = nil,
    ) throws(VPXError) {
        let encoder = try VP8Encoder(
            width: size.width, height: size.height, frameRate: frameRate,
            temporalCount: temporalCount, control: .byCaller)
        let source = try PixelBuffer(width: size.width, height: size.height)
        let whole = size.inMacroblocks
        let reference = try PixelBuffer(width: whole.width, height: whole.height)
        self.size = size
        self.control = QuantizerControl(
            target: target, frameRate: frameRate, size: size, temporalCount: temporalCount)
        self.fixedQuantizer = fixedQuantizer
        self.doubler = PlaneDoubler(width: size.width / 2)
        self.encoder = encoder
        self.source = source
        self.reference = reference
    }

    /// Codes the flat key frame with which every decoder of this layer begins.
    mutating func boot(luma: UInt8, quantizer: Int) throws(VPXError) -> [UInt8] {
        self.source.fill(
            from: Picture(width: self.size.width, height: self.size.height, luma: luma))
        try self.encoder.setQuantizer(quantizer)
        let frame = try self.encoder.encode(self.source, flags: CVPX_forceKey)
        guard let frame, frame.isKey else {
            throw .failed(call: "vpx_codec_encode", reason: "no boot frame came out")
        }
        return frame.bytes
    }

    /// Codes one picture as planned; if the plan reads the layer below, `setReference` comes first.
    ///
    /// - Parameter isCut: Whether LAST is of no use, so that the picture costs as much as a start.
    mutating func encode(
        _ picture: Picture, _ plan: LayerPlan, isCut: Bool,
    ) throws(VPXError) -> [UInt8] {
        let isStart = plan.isKey || isCut || plan.flags.contains(.switchPoint)
        let quantizer =
            self.fixedQuantizer.map { $0 + QuantizerControl.cascade[plan.temporalLayer] }
            ?? self.control.quantizer(temporalLayer: plan.temporalLayer, isStart: isStart)
        self.quantizer = quantizer
        try self.encoder.setQuantizer(quantizer)
        self.source.fill(from: picture)
        let frame = try self.encoder.encode(
            self.source, flags: Self.flags(of: plan), temporalLayer: plan.temporalLayer)
        guard let frame, frame.isKey == plan.isKey else {
            throw .failed(call: "vpx_codec_encode", reason: "the picture isn't what was planned")
        }
        self.control.account(
            ByteCount(frame.bytes.count), quantizer: quantizer,
            temporalLayer: plan.temporalLayer, isStart: isStart)
        return frame.bytes
    }

    /// Whether the layer can't be made coarse enough for its target.
    mutating func isOverdrawn() -> Bool { self.control.isOverdrawn }

    /// Says that a picture was left out; whether the next had better be, too.
    mutating func skip() -> Bool {
        self.control.skip()
        return self.control.isOverdrawn
    }

    mutating func hasten(by step: Int) throws(VPXError) {
        try self.encoder.hasten(by: step)
    }

    mutating func setScreenContent(_ isScreen: Bool) throws(VPXError) {
        try self.encoder.setScreenContent(isScreen)
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
