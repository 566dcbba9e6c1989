internal import COpus
package import Units

/// Speech to Opus packets (RFC 6716), with forward error correction inside.
@safe
package struct OpusEncoder: ~Copyable {
    /// What libopus accepts for one channel without clamping.
    package static let bitRates: ClosedRange<Int> = 6_000...510_000
    /// The loss to arm against, in percent: higher spends more of the bit rate on the previous
    /// frame's copy. Over TCP a packet is lost only when it is dropped for being late.
    package static let expectedLossPercent: Int32 = 5

    private let encoder: OpaquePointer

    /// An encoder that aims at `bitRate`, clamped to `bitRates`.
    package init(bitRate: BitRate) throws(OpusError) {
        var code: Int32 = 0
        let created = unsafe opus_encoder_create(
            Int32(VoiceFormat.sampleRate), 1, OPUS_APPLICATION_VOIP, &code)
        guard code == OPUS_OK, let created = unsafe created else {
            throw OpusError(call: "opus_encoder_create", code: code)
        }
        do throws(OpusError) {
            try unsafe Self.configure(created, bitRate: bitRate)
        } catch {
            unsafe opus_encoder_destroy(created)
            throw error
        }
        unsafe self.encoder = unsafe created
    }

    deinit {
        unsafe opus_encoder_destroy(self.encoder)
    }

    /// Aims at another bit rate from the next frame on.
    package mutating func setBitRate(_ bitRate: BitRate) throws(OpusError) {
        try unsafe Self.setBitRate(bitRate, of: self.encoder)
    }

    /// One packet for 960 samples.
    package mutating func encode(_ samples: Span<Int16>) throws(OpusError) -> [UInt8] {
        guard samples.count == VoiceFormat.frameLength else {
            throw .wrongFrameLength(samples: samples.count)
        }
        let encoder = unsafe self.encoder
        var result: Int32 = 0
        let packet = unsafe [UInt8](unsafeUninitializedCapacity: VoiceFormat.packetLengthMaximum) {
            packet, count in
            result = unsafe samples.withUnsafeBufferPointer { samples in
                // Neither is empty.
                unsafe opus_encode(
                    encoder, samples.baseAddress!, Int32(samples.count), packet.baseAddress!,
                    Int32(packet.count))
            }
            count = max(0, Int(result))
        }
        guard result > 0 else { throw OpusError(call: "opus_encode", code: result) }
        return packet
    }

    private static func configure(
        _ encoder: OpaquePointer, bitRate: BitRate
    ) throws(OpusError) {
        try unsafe self.setBitRate(bitRate, of: encoder)
        try OpusError.check(
            "OPUS_SET_INBAND_FEC", unsafe COpus_setForwardErrorCorrection(encoder, 1))
        try OpusError.check(
            "OPUS_SET_PACKET_LOSS_PERC",
            unsafe COpus_setExpectedLoss(encoder, self.expectedLossPercent))
        // Silence has to be as regular as speech: a pause in sending looks like a stalled link.
        try OpusError.check("OPUS_SET_DTX", unsafe COpus_setDiscontinuousTransmission(encoder, 0))
    }

    private static func setBitRate(
        _ bitRate: BitRate, of encoder: OpaquePointer
    ) throws(OpusError) {
        let clamped = min(
            max(bitRate.bitsPerSecond, self.bitRates.lowerBound), self.bitRates.upperBound)
        try OpusError.check("OPUS_SET_BITRATE", unsafe COpus_setBitRate(encoder, Int32(clamped)))
    }
}

extension OpusError {
    init(call: String, code: Int32) {
        let reason = unsafe String(cString: opus_strerror(code))
        self = .failed(call: call, reason: reason, code: code)
    }

    static func check(_ call: String, _ code: Int32) throws(OpusError) {
        guard code == OPUS_OK else { throw OpusError(call: call, code: code) }
    }
}
