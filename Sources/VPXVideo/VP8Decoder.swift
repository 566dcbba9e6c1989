internal import CVPX
internal import Units

/// One libvpx decoder, owned.
@safe struct VP8Decoder: ~Copyable {
    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    let width: Int
    let height: Int

    init(width: Int, height: Int) throws(VPXError) {
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        unsafe context.initialize(to: vpx_codec_ctx_t())
        do throws(VPXError) {
            try unsafe VPXCall.check("vpx_codec_dec_init") {
                unsafe CVPX_initDecoder(context, nil)
            }
        } catch {
            unsafe context.deallocate()
            throw error
        }
        unsafe self.context = context
        self.width = width
        self.height = height
    }

    deinit {
        unsafe VPXCall.destroy(self.context)
    }

    /// Puts pixels into ALTREF: whole macroblocks; libvpx refuses any other size.
    mutating func setAltRef(_ pixels: borrowing PixelBuffer) throws(VPXError) {
        try unsafe VPXCall.setAltRef(of: self.context, pixels)
    }

    /// Decodes one frame whose header has been checked; nil if it shows nothing.
    mutating func decode(_ frame: [UInt8]) throws(VPXError) -> Picture? {
        let context = unsafe self.context
        try unsafe VPXCall.check("vpx_codec_decode", context) {
            unsafe frame.withUnsafeBufferPointer { bytes in
                unsafe vpx_codec_decode(
                    context, bytes.baseAddress, UInt32(clamping: bytes.count), nil, 0)
            }
        }
        var iterator: vpx_codec_iter_t?
        var picture: Picture?
        while let image = unsafe vpx_codec_get_frame(context, &iterator) {
            picture = unsafe Picture(copying: image, width: self.width, height: self.height)
        }
        return picture
    }
}
