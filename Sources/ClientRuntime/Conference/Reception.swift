internal import Media
internal import OpusVoice
internal import Rooms
internal import SecureSockets
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// What comes in of a conference, opened: voices until they are played, pictures until they are shown.
///
/// The client's loop puts packets in, one thread decodes pictures, one takes voices; a front or a
/// recorder asks which picture of whom is due. The lock is held for microseconds, never over a decode.
final class Reception: Sendable {
    /// What one participant's media looked like at one moment.
    struct Sight: Sendable {
        var picture: Picture
        /// When it was taken, in microseconds of its sender's clock.
        var captureTime: UInt64
        /// Grows with every picture shown, so that an unchanged one need not be drawn again.
        var number: UInt64
    }

    /// A voice without a packet for this long is silent.
    private static let silenceAge: Duration = .milliseconds(200)

    /// Between a block's leaving here and its being heard, for pictures that keep to it.
    var outputDelay: Duration {
        get { .nanoseconds(self.outputDelayNanoseconds.load(ordering: .relaxed)) }
        set { self.outputDelayNanoseconds.store(newValue.nanoseconds, ordering: .relaxed) }
    }

    private let outputDelayNanoseconds = Atomic(Int64(0))
    private let senders = Mutex<[UInt32: ReceivedSender]>([:])
    private let decoding: PictureDecoding?
    private let playsVoice: Bool

    /// - Parameters:
    ///   - playsVoice: false keeps no voice packets, for who has no speaker.
    ///   - decodesVideo: false decodes no pictures, for who has no screen.
    init(playsVoice: Bool, decodesVideo: Bool) {
        self.playsVoice = playsVoice
        self.decoding = decodesVideo ? PictureDecoding() : nil
        self.decoding?.onPicture { [weak self] participant, picture in
            self?.senders.withLock { $0[participant]?.keep(picture, at: .now) }
        }
    }

    /// Who is told that a participant's layer can't go on without a switch point.
    func onNeed(_ handler: @escaping @Sendable (_ participant: UInt32, _ layer: Int) -> Void) {
        self.decoding?.onNeed(handler)
    }

    /// Ends the decoding thread and waits for it.
    func stop() { self.decoding?.stop() }

    // MARK: The client's loop

    /// A participant is there, or has other layers now.
    ///
    /// More of them than a conference can have are passed over: each may cost a decoder, and the
    /// server says who they are.
    func add(_ participant: UInt32, _ camera: [LayerDescription]) {
        let isKnown = self.senders.withLock { senders in
            guard senders[participant] != nil || senders.count < AllOnScreen.participantsMaximum
            else { return false }
            senders[participant, default: ReceivedSender()].pictures.reset()
            return true
        }
        if isKnown { self.decoding?.add(participant, camera) }
    }

    func remove(_ participant: UInt32) {
        self.senders.withLock { $0[participant] = nil }
        self.decoding?.remove(participant)
    }

    /// Forgets everybody but these.
    func removeAll(but kept: Set<UInt32>) {
        let removed = self.senders.withLock { senders in
            let removed = senders.keys.filter { !kept.contains($0) }
            for participant in removed { senders[participant] = nil }
            return removed
        }
        for participant in removed { self.decoding?.remove(participant) }
    }

    /// A participant has a new number: all begins anew but the picture, which stands until the
    /// next.
    func replace(_ old: UInt32, by new: UInt32) {
        self.senders.withLock { senders in
            guard let before = senders.removeValue(forKey: old), senders[new] == nil else { return }
            senders[new] = ReceivedSender(continuing: before)
        }
        self.decoding?.remove(old)
    }

    /// Takes one opened media message; what nobody will hear or see is passed over.
    func take(_ header: MediaHeader, _ payload: [UInt8]) {
        let now = Instant.now
        switch header.kind {
        case .voice:
            // As long as Opus has packets (RFC 6716, section 3.4), whatever a peer sealed.
            guard (1...OpusVoice.VoiceFormat.packetLengthMaximum).contains(payload.count)
            else { return }
            self.senders.withLock { senders in
                guard var sender = senders.removeValue(forKey: header.participant) else { return }
                sender.take(voice: header, at: now)
                if self.playsVoice {
                    sender.keep(
                        voice: header, payload, outputDelay: self.outputDelay, at: now)
                }
                senders[header.participant] = sender
            }
        case .camera:
            guard let decoding = self.decoding else { return }
            self.senders.withLock { senders in
                senders[header.participant]?.observe(picture: header, at: now)
            }
            decoding.take(header, payload)
        case .content: break
        }
    }

    // MARK: Playing

    /// Those whose voice there may be.
    var participants: [UInt32] { self.senders.withLock { $0.keys.sorted() } }

    /// The next 20 ms of somebody's voice and how late they are; nil if nobody has this number.
    ///
    /// - Parameter now: When they will leave for the sound card.
    func nextVoice(
        of participant: UInt32, at now: Instant
    ) -> (playout: VoicePlayout, lateness: Duration)? {
        self.senders.withLock { senders in
            guard var sender = senders.removeValue(forKey: participant) else { return nil }
            defer { senders[participant] = sender }
            return sender.nextVoice(at: now, outputDelay: self.outputDelay)
        }
    }

    /// Every participant's picture that is to be seen now.
    func sights(at now: Instant) -> [UInt32: Sight] {
        self.senders.withLock { senders in
            var sights: [UInt32: Sight] = [:]
            for participant in Array(senders.keys) {
                guard var sender = senders.removeValue(forKey: participant) else { continue }
                sights[participant] = sender.sight(at: now)
                senders[participant] = sender
            }
            return sights
        }
    }

    /// What was received of everybody so far.
    func statistics(at now: Instant) -> [UInt32: ReceptionStatistics] {
        self.senders.withLock { senders in senders.mapValues { $0.statistics(at: now) } }
    }

    /// How loud everybody is, for the mark of who speaks; silent ones are left out.
    func levels(at now: Instant) -> [UInt32: VoiceLevel] {
        self.senders.withLock { senders in
            senders.compactMapValues { sender in
                let isHeard = now - sender.heardAt < Self.silenceAge
                return isHeard && sender.activity.isSpeaking ? sender.level : nil
            }
        }
    }
}
