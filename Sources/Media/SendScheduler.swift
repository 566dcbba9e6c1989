public import Units
internal import Wire

/// What waits in the clear, above TLS, for one connection, and what of it may go: the client's way up
/// and the server's way down alike.
///
/// **Call `observe` and then `next` until it answers nil: after adding, when the connection takes
/// more, and at `deadline`.** One TCP connection must never turn a slow link into a growing delay, so
/// the queue is here, where it can be overtaken and dropped from, and neither in the kernel nor in
/// the network:
///
/// - Classes go in order: control, voice, the base of video, switch points, other enhancement, files.
///   After each control frame the voice that waits goes first.
/// - Of a stream, pictures go in order, each from its base up, because the receiver can use them in no
///   other. What is late, or no longer chosen, is dropped; `PictureGate` drops what depends on it.
/// - `LinkEstimator` says how much may be outstanding. Voice may go a segment beyond that, because
///   nothing else can be as urgent.
/// - `SendTarget` and `LayerChoice` say which layers of which streams are sent at all.
public struct SendScheduler: Sendable {
    /// In the order of sending.
    public enum Class: Int, Sendable, Hashable, CaseIterable {
        case control, voice, base, switchPoint, enhancement, file
    }

    /// What the owner has to know or to do.
    public enum News: Sendable, Hashable {
        /// The highest spatial layer of the stream that is sent now; nil: nothing of it.
        case receives(StreamID, layer: Int?)
        /// The layer waits for a switch point, or for a key frame if it's the base.
        case needsSwitchPoint(StreamID, layer: Int)
    }

    /// Why pieces were not sent.
    public enum DropReason: Int, Sendable, Hashable, CaseIterable {
        /// The layer isn't chosen for this receiver, or nobody looks.
        case unwanted
        /// Older than its class allows.
        case late
        /// The queue of its class was full.
        case full
        /// What it depends on was dropped.
        case dependent
    }

    /// Pieces since the beginning.
    public struct Counters: Sendable, Hashable {
        public var sent = Array(repeating: 0, count: Class.allCases.count)
        public var dropped = Array(repeating: 0, count: DropReason.allCases.count)

        public init() {}

        public func sent(_ kind: Class) -> Int { self.sent[kind.rawValue] }
        public func dropped(_ reason: DropReason) -> Int { self.dropped[reason.rawValue] }
    }

    private struct Waiting: Sendable {
        var bytes: [UInt8]
        var deadline: Instant
    }

    let limits: SendLimits
    private var control = Fifo<[UInt8]>()
    private var voice = Fifo<Waiting>()
    private var file = Fifo<[UInt8]>()
    private var sizes = (control: 0, voice: 0, file: 0)
    var video = VideoQueue()
    public private(set) var estimate = LinkEstimator()
    private var sendTarget = SendTarget()
    private var outstanding = 0
    private var wasControlLast = false
    private var lastChoice = Instant.start
    private var isChoiceDue = true
    private var lastObservation: Instant?
    // Voice and control since the last choice, and as a rate.
    private var reservedBytes = 0
    private var reservedRate = 0.0
    private var speakers: [UInt32] = []
    private var news: [News] = []
    public private(set) var counters = Counters()

    public init(limits: SendLimits = SendLimits()) {
        self.limits = limits
    }

    /// Bytes that wait.
    public var size: ByteCount {
        ByteCount(self.sizes.control + self.sizes.voice + self.sizes.file + self.video.size)
    }

    public var isEmpty: Bool {
        self.control.isEmpty && self.voice.isEmpty && self.file.isEmpty && self.video.isEmpty
    }

    /// Bit/s that media may use: what a sender's encoders should keep to.
    public var target: Int { self.sendTarget.bitsPerSecond }

    /// Whether there is room for file data.
    public var isFileWanted: Bool { self.sizes.file < self.limits.file.bytes / 2 }

    /// When to call `observe` and `next` although nothing else happens; nil: no need to.
    public var deadline: Instant? {
        guard !self.isEmpty || self.outstanding > 0, let last = self.lastObservation else {
            return self.isEmpty ? nil : .start
        }
        return last + self.limits.observationInterval
    }

    // MARK: In

    /// Puts a control frame in; false: it's full, the peer does not read, the connection has to be
    /// closed.
    public mutating func add(control bytes: [UInt8]) -> Bool {
        guard self.sizes.control + bytes.count <= self.limits.control.bytes else { return false }
        self.control.append(bytes)
        self.sizes.control += bytes.count
        return true
    }

    /// Puts a frame of file data in; false: no room, come again when `isFileWanted`.
    public mutating func add(file bytes: [UInt8]) -> Bool {
        guard self.sizes.file + bytes.count <= self.limits.file.bytes else { return false }
        self.file.append(bytes)
        self.sizes.file += bytes.count
        return true
    }

    /// Puts a piece of media in, or drops it.
    public mutating func add(_ piece: MediaPiece, at now: Instant) {
        if piece.header.kind.isVideo {
            self.video.add(piece, limits: self.limits, counters: &self.counters, at: now)
        } else {
            self.addVoice(piece, at: now)
        }
    }

    private mutating func addVoice(_ piece: MediaPiece, at now: Instant) {
        self.dropLateVoice(at: now)
        guard self.sizes.voice + piece.bytes.count <= self.limits.voice.bytes else {
            return self.counters.dropped[DropReason.full.rawValue] += 1
        }
        self.voice.append(Waiting(bytes: piece.bytes, deadline: now + self.limits.voiceAge))
        self.sizes.voice += piece.bytes.count
    }

    private mutating func dropLateVoice(at now: Instant) {
        while let first = self.voice.first, first.deadline < now {
            _ = self.voice.popFirst()
            self.sizes.voice -= first.bytes.count
            self.counters.dropped[DropReason.late.rawValue] += 1
        }
    }

    /// Says how high a layer of the stream the receiver has use for; nil: it doesn't look, as with
    /// every stream at first.
    public mutating func want(_ stream: StreamID, layer: Int?) {
        self.video.want(stream, layer: layer)
        self.isChoiceDue = true
    }

    /// Says who speaks: those first are seen best.
    public mutating func prefer(_ speakers: [UInt32]) {
        guard speakers != self.speakers else { return }
        self.speakers = speakers
        self.isChoiceDue = true
    }

    /// Drops all that is kept of a participant who has left.
    public mutating func forget(participant: UInt32) {
        self.video.forget(participant)
    }

    /// Drops all media and what is kept of their senders: the receiver has left its conference.
    public mutating func forgetMedia() {
        self.voice = Fifo()
        self.sizes.voice = 0
        self.video = VideoQueue()
        self.speakers = []
    }

    public mutating func takeNews() -> [News] {
        defer { self.news = [] }
        return self.news
    }

    // MARK: Out

    /// Looks at the connection and decides what can be afforded.
    public mutating func observe(_ sample: LinkSample, at now: Instant) {
        self.estimate.observe(sample, at: now)
        self.outstanding = sample.outstanding.bytes
        self.lastObservation = now
        let lateness = self.estimate.lateness(at: now)
        let wait = self.video.age(at: now)
        if wait > self.limits.waitAccepted, self.estimate.isFollowing {
            self.estimate.open(at: now)
        }
        let isLate =
            lateness > self.limits.latenessMaximum
            || (wait > self.limits.waitMaximum && !self.estimate.isFollowing)
        if isLate {
            self.sendTarget.drop(
                to: self.estimate.rate ?? self.estimate.usedRate,
                settling: self.estimate.baseDelay * 2, at: now)
        } else {
            self.sendTarget.rise(burstRate: self.estimate.burstRate, at: now)
        }
        let since = now - self.lastChoice
        if self.isChoiceDue || since >= (isLate ? .milliseconds(100) : .milliseconds(250)) {
            self.choose(isMoving: lateness <= self.limits.latenessMaximum, at: now)
        }
    }

    private mutating func choose(isMoving: Bool, at now: Instant) {
        if now - self.lastChoice >= .milliseconds(100) {
            let rate = Double(self.reservedBytes) * 8 / (now - self.lastChoice).seconds
            self.reservedRate += (rate - self.reservedRate) / 4
            self.reservedBytes = 0
            self.lastChoice = now
        }
        self.isChoiceDue = false
        self.video.choose(
            budget: self.target - Int(self.reservedRate), speakers: self.speakers,
            limits: self.limits, news: &self.news, isMoving: isMoving, at: now)
    }

    /// The frames to write next, joined; nil: nothing waits, or nothing may go now.
    public mutating func next(at now: Instant) -> [UInt8]? {
        self.dropLateVoice(at: now)
        let window = self.estimate.window.bytes
        let isVideoLate = self.estimate.lateness(at: now) > self.limits.latenessMaximum
        var joined: [UInt8] = []
        while joined.count < self.limits.writeLength.bytes {
            let ahead = self.outstanding + joined.count
            let room = window - ahead
            guard
                let (kind, bytes) = self.take(
                    room: room, isIdle: ahead == 0, isVideoLate: isVideoLate, at: now)
            else { break }
            self.counters.sent[kind.rawValue] += 1
            if kind.rawValue <= Class.voice.rawValue { self.reservedBytes += bytes.count }
            if joined.isEmpty {
                joined = bytes
            } else {
                joined.append(contentsOf: bytes)
            }
        }
        guard !joined.isEmpty else { return nil }
        self.estimate.wrote(joined.count, at: now)
        self.outstanding += joined.count
        return joined
    }

    /// Takes the next frame that fits into the room.
    private mutating func take(
        room: Int, isIdle: Bool, isVideoLate: Bool, at now: Instant
    ) -> (Class, [UInt8])? {
        let urgentRoom = room + self.limits.urgentExtra.bytes
        if self.wasControlLast, urgentRoom > 0, let voice = self.takeVoice() {
            return (.voice, voice)
        }
        if urgentRoom > 0, let control = self.control.popFirst() {
            self.sizes.control -= control.count
            self.wasControlLast = true
            return (.control, control)
        }
        self.wasControlLast = false
        if urgentRoom > 0, let voice = self.takeVoice() { return (.voice, voice) }
        guard !isVideoLate else { return nil }
        if let (kind, bytes) = self.video.take(
            room: isIdle ? .max : room, limits: self.limits, counters: &self.counters, at: now)
        {
            return (kind, bytes)
        }
        guard self.video.isEmpty, let first = self.file.first, isIdle || first.count <= room else {
            return nil
        }
        _ = self.file.popFirst()
        self.sizes.file -= first.count
        return (.file, first)
    }

    private mutating func takeVoice() -> [UInt8]? {
        guard let voice = self.voice.popFirst() else { return nil }
        self.sizes.voice -= voice.bytes.count
        return voice.bytes
    }
}
