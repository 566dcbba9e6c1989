internal import CVPX
internal import Media
internal import Units

/// One libvpx encoder, owned: everything it decides by itself is switched off.
@safe struct VP8Encoder: ~Copyable {
    /// Who chooses quantizers.
    enum Control: Sendable, Hashable {
        /// The caller, for each picture.
        case byCaller
        /// libvpx, for a constant bit rate.
        case constant(BitRate)
    }

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    private var configuration: vpx_codec_enc_cfg_t
    private let hasTemporalLayers: Bool
    private var time: Int64 = 0
    let width: Int
    let height: Int

    init(
        width: Int, height: Int, frameRate: Int, temporalCount: Int, control: Control,
    ) throws(VPXError) {
        var configuration = unsafe vpx_codec_enc_cfg_t()
        try unsafe VPXCall.check("vpx_codec_enc_config_default") {
            unsafe vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &configuration, 0)
        }
        unsafe Self.configure(
            &configuration, width: width, height: height, frameRate: frameRate)
        switch control {
        case .byCaller:
            // Far above what is ever spent, so that libvpx doesn't coarsen behind our back.
            unsafe Self.setRate(100_000, &configuration)
        case .constant(let rate):
            unsafe Self.setRate(max(1, rate.bitsPerSecond / 1000), &configuration)
        }
        if temporalCount > 0 {
            unsafe Self.setTemporalLayers(temporalCount, &configuration)
        }
        let context = try unsafe Self.open(
            &configuration, speed: Self.speed(width: width, height: height))
        unsafe self.context = context
        unsafe self.configuration = configuration
        self.hasTemporalLayers = temporalCount > 0
        self.width = width
        self.height = height
    }

    deinit {
        unsafe VPXCall.destroy(self.context)
    }

    /// What a call to `encode` gave.
    struct Frame {
        var bytes: [UInt8]
        var isKey: Bool
    }

    /// Codes one picture; nil if libvpx dropped it, which it does only under its own rate control.
    ///
    /// - Parameter flags: `vpx_enc_frame_flags_t`.
    mutating func encode(
        _ pixels: borrowing PixelBuffer, flags: vpx_enc_frame_flags_t, temporalLayer: Int = 0,
    ) throws(VPXError) -> Frame? {
        if self.hasTemporalLayers {
            try unsafe VPXCall.check("VP8E_SET_TEMPORAL_LAYER_ID", self.context) {
                unsafe CVPX_setTemporalLayer(self.context, Int32(temporalLayer))
            }
        }
        let time = self.time
        self.time += 1
        let context = unsafe self.context
        try unsafe VPXCall.check("vpx_codec_encode", context) {
            unsafe pixels.withImage {
                unsafe vpx_codec_encode(context, $0, time, 1, flags, CVPX_realtime)
            }
        }
        return unsafe Self.takeFrame(from: context)
    }

    /// Fixes the quantizer of the next pictures, 0…63.
    mutating func setQuantizer(_ quantizer: Int) throws(VPXError) {
        let value = UInt32(min(max(quantizer, 0), 63))
        guard
            unsafe self.configuration.rc_min_quantizer != value
                || self.configuration.rc_max_quantizer != value
        else { return }
        unsafe self.configuration.rc_min_quantizer = value
        unsafe self.configuration.rc_max_quantizer = value
        try self.applyConfiguration()
    }

    /// Codes faster than usual, in steps, for fewer bits well spent.
    ///
    /// - Parameter isScreen: Whether the picture is text and drawings. Then the first step is to
    ///   search as for a camera: only libvpx' long search finds where scrolled text came from.
    mutating func setEffort(_ step: Int, isScreen: Bool) throws(VPXError) {
        let usual = Self.speed(width: self.width, height: self.height)
        // Below −12 libvpx gives up searching and spends twice the bits.
        let speed =
            isScreen && step == 0 ? Self.screenSpeed : max(usual - 2 * Int32(step), -12)
        try unsafe VPXCall.check("VP8E_SET_CPUUSED", self.context) {
            unsafe CVPX_setSpeed(self.context, speed)
        }
    }

    /// Sets the target of libvpx' own rate control.
    mutating func setRate(_ rate: BitRate) throws(VPXError) {
        unsafe self.configuration.rc_target_bitrate = UInt32(
            clamping: max(1, rate.bitsPerSecond / 1000))
        try self.applyConfiguration()
    }

    /// The picture as decoders will show it.
    func reconstruction() throws(VPXError) -> Picture {
        let image = unsafe vpx_codec_get_preview_frame(self.context)
        guard let image = unsafe image,
            let picture = unsafe Picture(copying: image, width: self.width, height: self.height)
        else { throw .failed(call: "vpx_codec_get_preview_frame", reason: "no picture") }
        return picture
    }

    /// Puts pixels into ALTREF: whole macroblocks, or libvpx would leave the rest of it stale.
    mutating func setAltRef(_ pixels: borrowing PixelBuffer) throws(VPXError) {
        try unsafe VPXCall.setAltRef(of: self.context, pixels)
    }

    // MARK: Settings

    /// Makes the library's encoder, or nothing at all.
    private static func open(
        _ configuration: inout vpx_codec_enc_cfg_t, speed: Int32,
    ) throws(VPXError) -> UnsafeMutablePointer<vpx_codec_ctx_t> {
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        unsafe context.initialize(to: vpx_codec_ctx_t())
        do throws(VPXError) {
            try unsafe VPXCall.check("vpx_codec_enc_init") {
                unsafe CVPX_initEncoder(context, &configuration)
            }
            try unsafe VPXCall.check("VP8E_SET_CPUUSED", context) {
                unsafe CVPX_setSpeed(context, speed)
            }
            try unsafe VPXCall.check("VP8E_SET_NOISE_SENSITIVITY", context) {
                unsafe CVPX_setNoiseSensitivity(context, 0)
            }
            try unsafe VPXCall.check("VP8E_SET_ENABLEAUTOALTREF", context) {
                unsafe CVPX_setAutomaticAltRef(context, 0)
            }
            try unsafe VPXCall.check("VP8E_SET_STATIC_THRESHOLD", context) {
                unsafe CVPX_setStaticThreshold(context, 1)
            }
        } catch {
            unsafe VPXCall.destroy(context)
            throw error
        }
        return unsafe context
    }

    private static func configure(
        _ configuration: inout vpx_codec_enc_cfg_t, width: Int, height: Int, frameRate: Int,
    ) {
        unsafe configuration.g_w = UInt32(width)
        unsafe configuration.g_h = UInt32(height)
        unsafe configuration.g_timebase.num = 1
        unsafe configuration.g_timebase.den = Int32(clamping: max(1, frameRate))
        unsafe configuration.g_threads = 1
        unsafe configuration.g_lag_in_frames = 0
        unsafe configuration.g_pass = VPX_RC_ONE_PASS
        unsafe configuration.g_error_resilient = 0
        unsafe configuration.kf_mode = VPX_KF_DISABLED
        unsafe configuration.rc_end_usage = VPX_CBR
        unsafe configuration.rc_dropframe_thresh = 0
        unsafe configuration.rc_resize_allowed = 0
        unsafe configuration.rc_min_quantizer = 4
        unsafe configuration.rc_max_quantizer = 58
        unsafe configuration.rc_undershoot_pct = 100
        unsafe configuration.rc_overshoot_pct = 15
        // Milliseconds of the rate.
        unsafe configuration.rc_buf_initial_sz = 500
        unsafe configuration.rc_buf_optimal_sz = 600
        unsafe configuration.rc_buf_sz = 1000
    }

    private static func setRate(_ kilobits: Int, _ configuration: inout vpx_codec_enc_cfg_t) {
        unsafe configuration.rc_target_bitrate = UInt32(clamping: kilobits)
    }

    /// Tells libvpx of at least two temporal layers, even for one: with one it refreshes GOLDEN by
    /// itself and makes references to ALTREF dearer than they are.
    private static func setTemporalLayers(
        _ count: Int, _ configuration: inout vpx_codec_enc_cfg_t,
    ) {
        let layers = max(2, count)
        let rate = unsafe configuration.rc_target_bitrate
        unsafe configuration.ts_number_layers = UInt32(layers)
        unsafe configuration.ts_periodicity = UInt32(layers == 3 ? 4 : 2)
        let ids = LayerPattern.temporalLayers(count: layers).map { UInt32($0) }
        for (index, id) in ids.enumerated() {
            unsafe withUnsafeMutableBytes(of: &configuration.ts_layer_id) {
                unsafe $0.bindMemory(to: UInt32.self)[index] = id
            }
        }
        for layer in 0..<layers {
            unsafe withUnsafeMutableBytes(of: &configuration.ts_rate_decimator) {
                unsafe $0.bindMemory(to: UInt32.self)[layer] = 1 << UInt32(layers - 1 - layer)
            }
            unsafe withUnsafeMutableBytes(of: &configuration.ts_target_bitrate) {
                unsafe $0.bindMemory(to: UInt32.self)[layer] =
                    rate * UInt32(layer + 1) / UInt32(layers)
            }
        }
    }

    /// Below −3 libvpx weighs each mode by its bits and distortion, and searches as far as it takes.
    private static let screenSpeed: Int32 = -2

    /// A fixed speed (a positive one would follow the clock), finer where a picture is small.
    private static func speed(width: Int, height: Int) -> Int32 {
        switch width * height {
        case ...(352 * 288): -4
        case ...(704 * 576): -6
        default: -8
        }
    }

    private mutating func applyConfiguration() throws(VPXError) {
        let context = unsafe self.context
        try unsafe VPXCall.check("vpx_codec_enc_config_set", context) {
            unsafe vpx_codec_enc_config_set(context, &self.configuration)
        }
    }

    private static func takeFrame(from context: UnsafeMutablePointer<vpx_codec_ctx_t>) -> Frame? {
        var iterator: vpx_codec_iter_t?
        var frame: Frame?
        while let packet = unsafe vpx_codec_get_cx_data(context, &iterator) {
            guard unsafe packet.pointee.kind == VPX_CODEC_CX_FRAME_PKT else { continue }
            let bytes = unsafe UnsafeBufferPointer(
                start: CVPX_frameBytes(packet), count: CVPX_frameLength(packet))
            unsafe frame = Frame(
                bytes: (frame?.bytes ?? []) + Array(bytes),
                isKey: CVPX_frameIsKey(packet) != 0)
        }
        return frame
    }
}
