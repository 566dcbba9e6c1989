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
    /// One participant's stream of voice and pictures.
    fileprivate struct Sender {
        var buffer = VoiceJitterBuffer()
        var activity = VoiceActivity()
        var level = VoiceLevel.silence
        var heardAt = Instant.start
        var clock = PlayoutClock()
        var pictures = PictureQueue<Captured>()
        var shown: Captured?
        var pictureCount: UInt64 = 0
    }

    /// A picture and when it was taken, in microseconds of its sender's clock.
    fileprivate struct Captured: Sendable {
        var picture: Picture
        var time: UInt64
    }

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
    private let senders = Mutex<[UInt32: Sender]>([:])
    private let decoding: PictureDecoding?
    private let playsVoice: Bool

    /// - Parameters:
    ///   - playsVoice: false keeps no voice packets, for who has no speaker.
    ///   - decodesVideo: false decodes no pictures, for who has no screen.
    init(playsVoice: Bool, decodesVideo: Bool) {
        self.playsVoice = playsVoice
        self.decoding = decodesVideo ? PictureDecoding() : nil
        self.decoding?.onPicture { [weak self] participant, picture, captureTime in
            self?.senders.withLock { senders in
                senders[participant]?.pictures.insert(
                    Captured(picture: picture, time: captureTime), captureTime: captureTime)
            }
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
            senders[participant, default: Sender()].pictures.reset()
            return true
        }
        if isKnown { self.decoding?.add(participant, camera) }
    }

    func remove(_ participant: UInt32) {
        self.senders.withLock { $0[participant] = nil }
        self.decoding?.remove(participant)
    }

    func removeAll() {
        let all = self.senders.withLock { senders in
            defer { senders.removeAll() }
            return Array(senders.keys)
        }
        for participant in all { self.decoding?.remove(participant) }
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
                senders[header.participant]?.clock.observe(captureTime: header.captureTime, at: now)
            }
            decoding.take(header, payload)
        case .content: break
        }
    }

    // MARK: Playing

    /// The next 20 ms of everybody's voice; called once for each block that is played.
    func nextVoices(at now: Instant) -> [(participant: UInt32, playout: VoicePlayout)] {
        self.senders.withLock { senders in
            var playouts: [(UInt32, VoicePlayout)] = []
            for participant in senders.keys.sorted() {
                guard let playout = senders[participant]?.buffer.next(at: now) else { continue }
                playouts.append((participant, playout))
            }
            return playouts
        }
    }

    /// Every participant's picture that is to be seen now.
    func sights(at now: Instant) -> [UInt32: Sight] {
        self.senders.withLock { senders in
            var sights: [UInt32: Sight] = [:]
            for participant in Array(senders.keys) {
                guard var sender = senders.removeValue(forKey: participant) else { continue }
                if let picture = sender.pictures.next(at: now, clock: sender.clock) {
                    sender.shown = picture
                    sender.pictureCount += 1
                }
                if let shown = sender.shown {
                    sights[participant] = Sight(
                        picture: shown.picture, captureTime: shown.time,
                        number: sender.pictureCount)
                }
                senders[participant] = sender
            }
            return sights
        }
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

extension Reception.Sender {
    fileprivate mutating func take(voice header: MediaHeader, at now: Instant) {
        self.level = VoiceLevel(decibels: header.voiceLevel)
        self.activity.update(self.level)
        self.heardAt = now
    }

    fileprivate mutating func keep(
        voice header: MediaHeader, _ payload: [UInt8], outputDelay: Duration, at now: Instant
    ) {
        self.buffer.insert(
            number: header.number, captureTime: header.captureTime, packet: payload, at: now)
        self.clock.follow(
            self.buffer, captureTime: header.captureTime, outputDelay: outputDelay, at: now)
    }
}
