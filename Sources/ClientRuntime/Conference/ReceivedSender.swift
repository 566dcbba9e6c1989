internal import Media
internal import Units
internal import VPXVideo
internal import Wire

/// One participant's voice and pictures between arrival and being heard and seen, with the account
/// of what became of them.
struct ReceivedSender {
    private(set) var buffer = VoiceJitterBuffer()
    private(set) var activity = VoiceActivity()
    private(set) var level = VoiceLevel.silence
    private(set) var heardAt = Instant.start
    var pictures = PictureQueue<DecodedPicture>()
    private var clock = PlayoutClock()
    private var shown: DecodedPicture?
    private var pictureCount: UInt64 = 0
    private var path = PathDelay()
    /// Blocks of voice that were made up.
    private var concealedCount = 0
    private var voiceAge: Duration?
    private var pictureAge: Duration?
    /// When a picture of each temporal layer was decoded last.
    private var temporalLayers = [Instant?](repeating: nil, count: MediaHeader.layerCountMaximum)

    init() {}

    /// Goes on under another number, with the picture that was seen last.
    init(continuing other: ReceivedSender) {
        self.shown = other.shown
        self.pictureCount = other.pictureCount
    }

    // MARK: Arriving

    mutating func take(voice header: MediaHeader, at now: Instant) {
        self.level = VoiceLevel(decibels: header.voiceLevel)
        self.activity.update(self.level)
        self.heardAt = now
        self.path.observe(captureTime: header.captureTime, at: now)
    }

    mutating func keep(
        voice header: MediaHeader, _ payload: [UInt8], outputDelay: Duration, at now: Instant
    ) {
        self.buffer.insert(
            number: header.number, captureTime: header.captureTime, packet: payload, at: now)
        self.clock.follow(
            self.buffer, captureTime: header.captureTime, outputDelay: outputDelay, at: now)
    }

    mutating func observe(picture header: MediaHeader, at now: Instant) {
        self.clock.observe(captureTime: header.captureTime, at: now)
        self.path.observe(captureTime: header.captureTime, at: now)
    }

    mutating func keep(_ picture: DecodedPicture, at now: Instant) {
        if self.temporalLayers.indices.contains(picture.temporalLayer) {
            self.temporalLayers[picture.temporalLayer] = now
        }
        self.pictures.insert(picture, captureTime: picture.captureTime)
    }

    // MARK: Being heard and seen

    mutating func nextVoice(
        at now: Instant, outputDelay: Duration
    ) -> (playout: VoicePlayout, lateness: Duration) {
        let playout = self.buffer.next(at: now)
        switch playout {
        case .packet:
            self.voiceAge = self.buffer.takenCapture.flatMap {
                self.path.age(of: $0, at: now + outputDelay)
            }
        case .lost: self.concealedCount += 1
        case .silence: break
        }
        return (playout, self.buffer.lateness)
    }

    mutating func sight(at now: Instant) -> Reception.Sight? {
        if let picture = self.pictures.next(at: now, clock: self.clock) {
            self.shown = picture
            self.pictureCount += 1
            self.pictureAge = self.path.age(of: picture.captureTime, at: now)
        }
        return self.shown.map { shown in
            Reception.Sight(
                picture: shown.picture, captureTime: shown.captureTime, number: self.pictureCount)
        }
    }

    func statistics(at now: Instant) -> ReceptionStatistics {
        let recent = self.temporalLayers.lastIndex { $0.map { now - $0 < .seconds(1) } ?? false }
        return ReceptionStatistics(
            voice: ReceptionStatistics.Voice(
                age: self.voiceAge, bufferTarget: self.buffer.targetDelay,
                waitingCount: self.buffer.count, concealedCount: self.concealedCount,
                counters: self.buffer.counters),
            video: self.shown.map { shown in
                ReceptionStatistics.Video(
                    width: shown.picture.width, height: shown.picture.height,
                    spatialLayer: shown.spatialLayer, temporalLayer: recent,
                    age: self.pictureAge, counters: self.pictures.counters)
            })
    }
}

/// What was received of one participant: how it is, and counts from the beginning.
struct ReceptionStatistics: Sendable {
    struct Voice: Sendable {
        /// Of what is heard, over the fastest that arrived; nil before anything was heard.
        var age: Duration?
        /// What the jitter buffer aims at.
        var bufferTarget: Duration
        /// Packets in it.
        var waitingCount: Int
        /// Blocks of 20 ms that were made up.
        var concealedCount: Int
        var counters: VoiceJitterBuffer.Counters
    }

    struct Video: Sendable {
        /// Of the picture seen now.
        var width: Int
        var height: Int
        var spatialLayer: Int
        /// The highest of the last second; nil if no picture came in it.
        var temporalLayer: Int?
        /// Of what is seen, over the fastest that arrived.
        var age: Duration?
        var counters: PictureQueue<DecodedPicture>.Counters
    }

    var voice: Voice
    /// Nil before the first picture was seen.
    var video: Video?
}
