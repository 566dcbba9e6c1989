// libvpx: the VP8 encoder and decoder.
#pragma once
#define VPX_CODEC_DISABLE_COMPAT 1
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

// `vpx_codec_enc_init` is a macro: it adds the ABI version.
static inline vpx_codec_err_t CVPX_initEncoder(vpx_codec_ctx_t *context,
                                               const vpx_codec_enc_cfg_t *configuration) {
    return vpx_codec_enc_init(context, vpx_codec_vp8_cx(), configuration, 0);
}

// `vpx_codec_dec_init` is a macro: it adds the ABI version.
static inline vpx_codec_err_t CVPX_initDecoder(vpx_codec_ctx_t *context,
                                               const vpx_codec_dec_cfg_t *configuration) {
    return vpx_codec_dec_init(context, vpx_codec_vp8_dx(), configuration, 0);
}

// `vpx_codec_control` is a macro over a function with a variable number of arguments.
static inline vpx_codec_err_t CVPX_setSpeed(vpx_codec_ctx_t *context, int speed) {
    return vpx_codec_control(context, VP8E_SET_CPUUSED, speed);
}
static inline vpx_codec_err_t CVPX_setNoiseSensitivity(vpx_codec_ctx_t *context,
                                                       unsigned int level) {
    return vpx_codec_control(context, VP8E_SET_NOISE_SENSITIVITY, level);
}
static inline vpx_codec_err_t CVPX_setAutomaticAltRef(vpx_codec_ctx_t *context,
                                                      unsigned int enabled) {
    return vpx_codec_control(context, VP8E_SET_ENABLEAUTOALTREF, enabled);
}
static inline vpx_codec_err_t CVPX_setStaticThreshold(vpx_codec_ctx_t *context,
                                                      unsigned int threshold) {
    return vpx_codec_control(context, VP8E_SET_STATIC_THRESHOLD, threshold);
}
static inline vpx_codec_err_t CVPX_setTemporalLayer(vpx_codec_ctx_t *context, int layer) {
    return vpx_codec_control(context, VP8E_SET_TEMPORAL_LAYER_ID, layer);
}
static inline vpx_codec_err_t CVPX_setReference(vpx_codec_ctx_t *context,
                                                vpx_ref_frame_t *frame) {
    return vpx_codec_control(context, VP8_SET_REFERENCE, frame);
}

// The packet keeps a frame inside a union with fields that Swift can't name.
static inline const uint8_t *CVPX_frameBytes(const vpx_codec_cx_pkt_t *packet) {
    return (const uint8_t *)packet->data.frame.buf;
}
static inline size_t CVPX_frameLength(const vpx_codec_cx_pkt_t *packet) {
    return packet->data.frame.sz;
}
static inline int CVPX_frameIsKey(const vpx_codec_cx_pkt_t *packet) {
    return (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
}

// These constants are shifted or cast in their macros, which Swift does not import.
static const vpx_enc_frame_flags_t CVPX_forceKey = VPX_EFLAG_FORCE_KF;
static const vpx_enc_frame_flags_t CVPX_noReadLast = VP8_EFLAG_NO_REF_LAST;
static const vpx_enc_frame_flags_t CVPX_noReadGolden = VP8_EFLAG_NO_REF_GF;
static const vpx_enc_frame_flags_t CVPX_noReadAltRef = VP8_EFLAG_NO_REF_ARF;
static const vpx_enc_frame_flags_t CVPX_noWriteLast = VP8_EFLAG_NO_UPD_LAST;
static const vpx_enc_frame_flags_t CVPX_noWriteGolden = VP8_EFLAG_NO_UPD_GF;
static const vpx_enc_frame_flags_t CVPX_noWriteAltRef = VP8_EFLAG_NO_UPD_ARF;
static const vpx_enc_frame_flags_t CVPX_noWriteEntropy = VP8_EFLAG_NO_UPD_ENTROPY;
static const unsigned long CVPX_realtime = VPX_DL_REALTIME;
