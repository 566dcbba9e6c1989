internal import Media
internal import OpusVoice
internal import Units

/// Everybody's voice as one: takes what is due, decodes it, and mixes. Owned by the playing thread.
struct VoicePlayer: ~Copyable {
    private final class Voice {
        var decoder: OpusDecoder

        init() throws(OpusError) { self.decoder = try OpusDecoder() }
    }

    private let reception: Reception
    private var voices: [UInt32: Voice] = [:]
    private var mixer = VoiceMixer()

    init(_ reception: Reception) {
        self.reception = reception
    }

    /// The next 20 ms.
    mutating func nextBlock(at now: Instant) -> [Int16] {
        let playouts = self.reception.nextVoices(at: now)
        let present = Set(playouts.map(\.participant))
        self.voices = self.voices.filter { present.contains($0.key) }
        for (participant, playout) in playouts {
            if let block = self.decode(playout, of: participant) { self.mixer.add(block) }
        }
        return self.mixer.finish()
    }

    private mutating func voice(of participant: UInt32) throws(OpusError) -> Voice {
        if let voice = self.voices[participant] { return voice }
        let voice = try Voice()
        self.voices[participant] = voice
        return voice
    }

    private mutating func decode(_ playout: VoicePlayout, of participant: UInt32) -> [Int16]? {
        if case .silence = playout { return nil }
        do throws(OpusError) {
            let voice = try self.voice(of: participant)
            switch playout {
            case .packet(let packet): return try voice.decoder.decode(packet)
            case .lost(let next?): return voice.decoder.recover(from: next)
            case .lost(nil): return voice.decoder.conceal()
            case .silence: return nil
            }
        } catch {
            // A packet that is no Opus, or a voice no decoder can be made for, is not heard.
            return nil
        }
    }
}
