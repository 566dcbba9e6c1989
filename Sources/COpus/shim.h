// libopus.
#pragma once
#include <opus/opus.h>

// opus_encoder_ctl is variadic and its requests are macros, so Swift sees neither.
static inline int COpus_setBitRate(OpusEncoder *encoder, opus_int32 bitsPerSecond) {
    return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitsPerSecond));
}
static inline int COpus_setForwardErrorCorrection(OpusEncoder *encoder, opus_int32 isOn) {
    return opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(isOn));
}
static inline int COpus_setExpectedLoss(OpusEncoder *encoder, opus_int32 percent) {
    return opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(percent));
}
static inline int COpus_setDiscontinuousTransmission(OpusEncoder *encoder, opus_int32 isOn) {
    return opus_encoder_ctl(encoder, OPUS_SET_DTX(isOn));
}
static inline int COpus_lookahead(OpusEncoder *encoder, opus_int32 *samples) {
    return opus_encoder_ctl(encoder, OPUS_GET_LOOKAHEAD(samples));
}
