internal import Media
internal import OpusVoice
internal import Units

/// Everybody's voice as one: takes what is due, decodes it, brings it to the sound card's pace, and
/// mixes. Owned by the playing thread.
struct VoicePlayer: ~Copyable {
    private final class Voice {
        var decoder: OpusDecoder
        var correction = DriftCorrection()
        /// Blocks of silence in a row.
        var silenceCount = 0

        init() throws(OpusError) { self.decoder = try OpusDecoder() }

        /// Nothing but silence waits: there is nothing to mix.
        var isSilent: Bool { self.silenceCount > 1 }

        func append(_ playout: VoicePlayout, lateness: Duration) {
            guard let block = self.decode(playout) else {
                self.silenceCount += 1
                if self.isSilent { return self.correction.empty() }
                let silence = Media.VoiceFormat.silence
                return self.correction.append(silence.span, lateness: nil)
            }
            self.silenceCount = 0
            if case .packet = playout {
                self.correction.append(block.span, lateness: lateness)
            } else {
                self.correction.append(block.span, lateness: nil)
            }
        }

        private func decode(_ playout: VoicePlayout) -> [Int16]? {
            switch playout {
            // A packet that is no Opus is not heard.
            case .packet(let packet): try? self.decoder.decode(packet)
            case .lost(let next?): self.decoder.recover(from: next)
            case .lost(nil): self.decoder.conceal()
            case .silence: nil
            }
        }
    }

    private let reception: Reception
    private var voices: [UInt32: Voice] = [:]
    private var mixer = VoiceMixer()
    private var block = Media.VoiceFormat.silence

    init(_ reception: Reception) {
        self.reception = reception
    }

    /// The next 20 ms.
    mutating func nextBlock(at now: Instant) -> [Int16] {
        let participants = self.reception.participants
        self.voices = self.voices.filter { participants.contains($0.key) }
        for participant in participants { self.mix(participant, at: now) }
        return self.mixer.finish()
    }

    private mutating func mix(_ participant: UInt32, at now: Instant) {
        guard let voice = self.voice(of: participant) else { return }
        while voice.correction.needsBlock {
            let due = now + voice.correction.waiting
            guard let next = self.reception.nextVoice(of: participant, at: due) else { return }
            voice.append(next.playout, lateness: next.lateness)
            if voice.isSilent { return }
        }
        var span = self.block.mutableSpan
        voice.correction.next(into: &span)
        self.mixer.add(self.block)
    }

    /// Nil for a voice that no decoder can be made for, which is not heard.
    private mutating func voice(of participant: UInt32) -> Voice? {
        if let voice = self.voices[participant] { return voice }
        let voice = try? Voice()
        self.voices[participant] = voice
        return voice
    }
}
