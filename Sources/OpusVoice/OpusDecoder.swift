internal import COpus

/// Opus packets to speech: always 960 samples a packet, whatever a peer sends.
@safe
package struct OpusDecoder: ~Copyable {
    private let decoder: OpaquePointer

    package init() throws(OpusError) {
        var code: Int32 = 0
        let created = unsafe opus_decoder_create(Int32(VoiceFormat.sampleRate), 1, &code)
        guard code == OPUS_OK, let created = unsafe created else {
            throw OpusError(call: "opus_decoder_create", code: code)
        }
        unsafe self.decoder = unsafe created
    }

    deinit {
        unsafe opus_decoder_destroy(self.decoder)
    }

    /// The 960 samples of a packet.
    ///
    /// A packet that isn't Opus, or lasts anything but 20 ms, is an error and changes nothing.
    package mutating func decode(_ packet: [UInt8]) throws(OpusError) -> [Int16] {
        try self.checkDuration(of: packet)
        return try self.decode(packet, usesErrorCorrection: false)
    }

    /// What probably was in a packet that is lost: 960 samples that fade out if more are lost.
    package mutating func conceal() -> [Int16] {
        // libopus fails to conceal only without memory; silence is then the best guess.
        (try? self.decode(nil, usesErrorCorrection: false)) ?? Self.silence
    }

    /// The packet lost just before `next`, from the copy that `next` carries, or concealed where it
    /// carries none. Decode `next` itself afterwards.
    package mutating func recover(from next: [UInt8]) -> [Int16] {
        // A hostile packet has nothing to recover from; it is refused when it is decoded itself.
        guard (try? self.checkDuration(of: next)) != nil,
            let samples = try? self.decode(next, usesErrorCorrection: true)
        else { return self.conceal() }
        return samples
    }

    private static let silence = [Int16](repeating: 0, count: VoiceFormat.frameLength)

    private func checkDuration(of packet: [UInt8]) throws(OpusError) {
        guard (1...VoiceFormat.packetLengthMaximum).contains(packet.count) else {
            throw .packetLengthOutOfRange(bytes: packet.count)
        }
        let samples = unsafe packet.withUnsafeBufferPointer { packet in
            unsafe opus_packet_get_nb_samples(
                packet.baseAddress!, Int32(packet.count), Int32(VoiceFormat.sampleRate))
        }
        guard samples > 0 else {
            throw OpusError(call: "opus_packet_get_nb_samples", code: samples)
        }
        guard samples == VoiceFormat.frameLength else {
            throw .wrongDuration(samples: Int(samples))
        }
    }

    private mutating func decode(
        _ packet: [UInt8]?, usesErrorCorrection: Bool
    ) throws(OpusError) -> [Int16] {
        let decoder = unsafe self.decoder
        let correction: Int32 = usesErrorCorrection ? 1 : 0
        var result: Int32 = 0
        let samples = unsafe [Int16](unsafeUninitializedCapacity: VoiceFormat.frameLength) {
            output, count in
            let length = Int32(VoiceFormat.frameLength)
            if let packet {
                result = unsafe packet.withUnsafeBufferPointer { packet in
                    unsafe opus_decode(
                        decoder, packet.baseAddress, Int32(packet.count), output.baseAddress!,
                        length, correction)
                }
            } else {
                result = unsafe opus_decode(decoder, nil, 0, output.baseAddress!, length, 0)
            }
            count = max(0, Int(result))
        }
        guard result > 0 else { throw OpusError(call: "opus_decode", code: result) }
        guard samples.count == VoiceFormat.frameLength else {
            throw .wrongDuration(samples: samples.count)
        }
        return samples
    }
}
