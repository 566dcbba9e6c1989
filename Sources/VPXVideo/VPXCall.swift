internal import CVPX

/// What every call into libvpx has in common.
enum VPXCall {
    /// Makes a call and turns anything but success into an error with the library's words.
    static func check(
        _ name: String, _ context: UnsafeMutablePointer<vpx_codec_ctx_t>? = nil,
        _ call: () -> vpx_codec_err_t,
    ) throws(VPXError) {
        let code = call()
        guard code != VPX_CODEC_OK else { return }
        throw unsafe .failed(call: name, reason: Self.reason(code, context))
    }

    static func setAltRef(
        of context: UnsafeMutablePointer<vpx_codec_ctx_t>, _ pixels: borrowing PixelBuffer,
    ) throws(VPXError) {
        try unsafe Self.check("VP8_SET_REFERENCE", context) {
            unsafe pixels.withImage { image in
                var reference = unsafe vpx_ref_frame_t(
                    frame_type: VP8_ALTR_FRAME, img: image.pointee)
                return unsafe CVPX_setReference(context, &reference)
            }
        }
    }

    static func destroy(_ context: UnsafeMutablePointer<vpx_codec_ctx_t>) {
        // It fails only for a context that never was initialized; there is nothing left to undo
        // then.
        _ = unsafe vpx_codec_destroy(context)
        unsafe context.deallocate()
    }

    private static func reason(
        _ code: vpx_codec_err_t, _ context: UnsafeMutablePointer<vpx_codec_ctx_t>?,
    ) -> String {
        let words = unsafe String(cString: vpx_codec_err_to_string(code))
        guard let context = unsafe context, let detail = unsafe vpx_codec_error_detail(context)
        else { return "\(words) (\(code.rawValue))" }
        let more = unsafe String(cString: detail)
        return "\(words), \(more) (\(code.rawValue))"
    }
}
