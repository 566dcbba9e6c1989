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
    private struct Waiting: Sendable {
        var bytes: [UInt8]
        var added: Instant
    }

    /// Of the limits, in nanoseconds: looked at for every frame.
    private struct Times: Sendable {
        let voiceAge: Int64
        let lateness: Int64
        let wait: Int64
        let waitAccepted: Int64
    }

    /// How often layers are chosen, and how often while something is late.
    private static let choiceInterval: Int64 = 250_000_000
    private static let choiceIntervalLate: Int64 = 100_000_000

    private let limits: SendLimits
    private let times: Times
    private var control = Fifo<[UInt8]>()
    private var voice = Fifo<Waiting>()
    private var file = Fifo<[UInt8]>()
    private var sizes = (control: 0, voice: 0, file: 0)
    private var video: VideoQueue
    public private(set) var estimate = LinkEstimator()
    private var sendTarget = SendTarget()
    private var outstanding = 0
    private var wasControlLast = false
    private var lastChoice = Instant.start
    private var isChoiceDue = false
    private var lastObservation: Instant?
    // Voice and control since the last choice, and as a rate.
    private var reservedBytes = 0
    private var reservedRate = 0.0
    private var speakers: [UInt32] = []
    private var news: [News] = []
    public private(set) var counters = Counters()

    public init(limits: SendLimits = SendLimits()) {
        self.limits = limits
        self.video = VideoQueue(limits: limits)
        self.times = Times(
            voiceAge: limits.voiceAge.nanoseconds,
            lateness: limits.latenessMaximum.nanoseconds,
            wait: limits.waitMaximum.nanoseconds,
            waitAccepted: limits.waitAccepted.nanoseconds)
    }

    /// Bytes that wait.
    public var size: ByteCount {
        ByteCount(self.sizes.control + self.sizes.voice + self.sizes.file + self.video.size)
    }

    public var isEmpty: Bool {
        self.control.isEmpty && self.isOnlyControl
    }

    /// Whether nothing but control waits.
    private var isOnlyControl: Bool {
        self.voice.isEmpty && self.file.isEmpty && self.video.isEmpty
    }

    /// Bit/s that media may use: what a sender's encoders should keep to.
    public var target: Int { self.sendTarget.bitsPerSecond }

    /// Whether there is room for file data.
    public var isFileWanted: Bool { self.sizes.file < self.limits.file.bytes / 2 }

    /// When to call `observe` and `next` although nothing else happens; nil: no need to.
    public var deadline: Instant? {
        // What was just asked for is not sent before it is chosen.
        if self.isChoiceDue { return .start }
        let quiet = self.estimate.isShort ? self.limits.nearQuietSize : self.limits.quietSize
        let isQuiet = self.outstanding + self.size.bytes <= quiet.bytes
        // Where so little is out the window always has room for control, whatever a look would show.
        guard !isQuiet || !self.isOnlyControl else { return nil }
        guard let last = self.lastObservation else { return .start }
        return last
            + (isQuiet ? self.limits.quietInterval : self.limits.observationInterval)
    }

    /// `deadline` for who keeps a scheduler in a class: reading it from there would copy the whole, which
    /// was a tenth of what it costs to send a short frame.
    public mutating func nextDeadline() -> Instant? { self.deadline }

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
            self.video.add(piece, counters: &self.counters, at: now)
            // Nothing of it was let in, and perhaps nothing else comes that makes anybody look.
            if self.video.isEmpty, now.since(self.lastChoice) >= Self.choiceInterval {
                self.isChoiceDue = true
            }
        } else {
            self.addVoice(piece, at: now)
        }
    }

    private mutating func addVoice(_ piece: MediaPiece, at now: Instant) {
        self.dropLateVoice(at: now)
        guard self.sizes.voice + piece.bytes.count <= self.limits.voice.bytes else {
            return self.counters.drop(.full)
        }
        self.voice.append(Waiting(bytes: piece.bytes, added: now))
        self.sizes.voice += piece.bytes.count
    }

    private mutating func dropLateVoice(at now: Instant) {
        while let first = self.voice.first,
            now.since(first.added) > self.times.voiceAge
        {
            _ = self.voice.popFirst()
            self.sizes.voice -= first.bytes.count
            self.counters.drop(.late)
        }
    }

    /// Says how high a layer of the stream the receiver has use for; nil: it doesn't look, as with
    /// every stream at first.
    public mutating func want(_ stream: StreamID, layer: Int?) {
        if self.video.want(stream, layer: layer) { self.isChoiceDue = true }
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
        self.video = VideoQueue(limits: self.limits)
        self.speakers = []
        self.isChoiceDue = false
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
        let lateness = self.estimate.latenessNanoseconds(at: now)
        let wait = self.video.age(at: now)
        let isFollowing = self.estimate.isFollowing
        let isFileNext = self.video.isEmpty && !self.file.isEmpty
        if isFollowing, wait > self.times.waitAccepted || isFileNext { self.estimate.open(at: now) }
        let isLate =
            lateness > self.times.lateness || (wait > self.times.wait && !isFollowing)
        if isLate {
            self.sendTarget.drop(
                to: self.estimate.rate ?? self.estimate.usedRate,
                settling: self.estimate.baseDelay * 2, at: now)
        } else {
            self.sendTarget.rise(burstRate: self.estimate.burstRate, at: now)
        }
        let since = now.since(self.lastChoice)
        let interval = isLate ? Self.choiceIntervalLate : Self.choiceInterval
        if self.isChoiceDue || since >= interval {
            self.choose(isMoving: lateness <= self.times.lateness, at: now)
        }
    }

    private mutating func choose(isMoving: Bool, at now: Instant) {
        let since = now.since(self.lastChoice)
        if since >= Self.choiceIntervalLate {
            let rate = Double(self.reservedBytes) * 8e9 / Double(since)
            self.reservedRate += (rate - self.reservedRate) / 4
            self.reservedBytes = 0
            self.lastChoice = now
        }
        self.isChoiceDue = false
        self.video.choose(
            budget: self.target - Int(self.reservedRate), speakers: self.speakers,
            news: &self.news, isMoving: isMoving, at: now)
    }

    /// The frames to write next, joined; nil: nothing waits, or nothing may go now.
    public mutating func next(at now: Instant) -> [UInt8]? {
        guard !self.isEmpty else { return nil }
        self.dropLateVoice(at: now)
        let window = self.estimate.window.bytes
        let isVideoHeld = self.estimate.latenessNanoseconds(at: now) > self.times.lateness
        var joined: [UInt8] = []
        while joined.count < self.limits.writeLength.bytes {
            let ahead = self.outstanding + joined.count
            guard
                let (kind, bytes) = self.takeUrgent(
                    room: window + self.limits.urgentExtra.bytes - ahead)
                    ?? (isVideoHeld
                        ? nil : self.takeRest(room: ahead == 0 ? .max : window - ahead, at: now))
            else { break }
            self.counters.send(kind)
            self.join(bytes, to: &joined)
        }
        guard !joined.isEmpty else { return nil }
        self.estimate.wrote(joined.count, at: now)
        self.outstanding += joined.count
        return joined
    }

    /// One frame goes as it is; more are put into one array that is large enough at once.
    private func join(_ bytes: [UInt8], to joined: inout [UInt8]) {
        if joined.isEmpty {
            joined = bytes
        } else {
            if joined.capacity < joined.count + bytes.count {
                let rest = min(self.size.bytes, self.limits.writeLength.bytes)
                joined.reserveCapacity(joined.count + bytes.count + rest)
            }
            joined.append(contentsOf: bytes)
        }
    }

    /// Takes a control frame or a voice packet, if there is any room at all.
    private mutating func takeUrgent(room: Int) -> (Class, [UInt8])? {
        guard room > 0 else { return nil }
        let voiceIsFirst = self.wasControlLast
        self.wasControlLast = false
        if voiceIsFirst, let voice = self.takeVoice() {
            self.wasControlLast = !self.voice.isEmpty
            return (.voice, voice)
        }
        if let control = self.control.popFirst() {
            self.sizes.control -= control.count
            self.reservedBytes += control.count
            self.wasControlLast = true
            return (.control, control)
        }
        return self.takeVoice().map { (.voice, $0) }
    }

    /// Takes a piece of video or, when none waits, of a file, if it fits.
    private mutating func takeRest(room: Int, at now: Instant) -> (Class, [UInt8])? {
        if let piece = self.video.take(room: room, counters: &self.counters, at: now) {
            return piece
        }
        guard self.video.isEmpty, let first = self.file.first, first.count <= room else {
            return nil
        }
        _ = self.file.popFirst()
        self.sizes.file -= first.count
        return (.file, first)
    }

    private mutating func takeVoice() -> [UInt8]? {
        guard let voice = self.voice.popFirst() else { return nil }
        self.sizes.voice -= voice.bytes.count
        self.reservedBytes += voice.bytes.count
        return voice.bytes
    }
}
