import Media
import Testing
import Units
import Wire

/// A speaker with a camera, a scheduler and a link, and what a listener at its end hears and sees.
struct LinkCall {
    struct Video {
        /// Bit/s of each spatial layer.
        var layers = [170_000, 530_000]
        var frameRate = 30
        var structure = LayerPattern.Structure.full
    }

    struct VoiceArrival {
        var at: Duration
        var delay: Duration
    }

    struct Seen {
        var at: Duration
        var delay: Duration
        var layer: Int
    }

    struct Span {
        var from: Duration
        var to: Duration

        func contains(_ time: Duration) -> Bool { time > self.from && time <= self.to }
    }

    /// Bytes of a voice message: header, SFrame and about 32 kbit/s.
    private static let voiceLength = 24 + 100
    private static let camera = StreamID(participant: 1, kind: .camera)
    /// One segment: more would let voice wait longer, and small windows stop and go.
    private static let fileLength = 1400
    /// What lies between news and the encoder.
    private static let feedbackDelay: Duration = .milliseconds(30)

    var scheduler: SendScheduler
    var link: LinkModel
    var video: Video
    /// File data to be sent from a moment on.
    var file: (at: Duration, size: Int)?
    /// A chat message of 200 bytes every half second.
    var chats = false
    private var random: SeededRandom
    private var pattern: LayerPattern
    private var highest = -1
    private var points: Set<Int> = []
    private var wantsKey = false
    private var feedback: [(at: Int64, news: SendScheduler.News)] = []
    private var pictures: UInt32 = 0
    private var packets: UInt32 = 0
    private var fileSent = 0
    // The listener.
    private var decoder = FrameDecoder(limits: .afterLogin)
    private var assembler = MediaAssembler()
    private var pictureAssembler: PictureAssembler
    private var jitter = VoiceJitterBuffer()
    private(set) var arrivals: [VoiceArrival] = []
    private(set) var heard: [(at: Duration, delay: Duration?)] = []
    private(set) var seen: [Seen] = []
    private(set) var chosen: [(at: Duration, layer: Int?)] = []
    private(set) var switchPointRequests: [(at: Duration, layer: Int)] = []
    private(set) var fileReceived = 0
    private(set) var largestQueue = 0
    private(set) var largestOutstanding = 0
    var wastedMessages: Int { self.pictureAssembler.dropCount }

    init(_ settings: LinkModel.Settings, video: Video = Video(), seed: UInt64) throws {
        let count = try #require(LayerCount(spatial: video.layers.count, temporal: 3))
        self.scheduler = SendScheduler()
        self.link = LinkModel(settings, seed: seed)
        self.video = video
        self.random = SeededRandom(seed: seed &+ 1)
        self.pattern = LayerPattern(count: count, structure: video.structure)
        self.pictureAssembler = PictureAssembler(layerCount: count.spatial)
        self.scheduler.want(Self.camera, layer: count.spatial - 1)
    }

    mutating func run(for length: Duration) throws {
        let end = self.link.now + length.nanoseconds
        while self.link.now < end {
            let bytes = self.link.step()
            if !bytes.isEmpty { try self.receive(bytes) }
            let milliseconds = self.link.now / 1_000_000
            if milliseconds % 20 == 0 { self.listen() }
            var hasAdded = false
            if milliseconds % 20 == 7 { hasAdded = self.speak() }
            let interval = Int64(1000 / self.video.frameRate)
            if milliseconds % interval == 3 { hasAdded = self.film() || hasAdded }
            if self.chats, milliseconds % 500 == 11 {
                let frame = Frame(kind: .control, body: [UInt8](repeating: 1, count: 200))
                _ = self.scheduler.add(control: frame.bytes)
                hasAdded = true
            }
            self.copyFile()
            self.drain(hasAdded)
            self.largestQueue = max(self.largestQueue, self.scheduler.size.bytes)
            self.largestOutstanding = max(
                self.largestOutstanding, self.link.sample.outstanding.bytes)
        }
    }

    // MARK: What it was like

    func voiceDelays(in span: Span) -> [Duration] {
        self.arrivals.filter { span.contains($0.at) }.map(\.delay)
    }

    /// The longest time between two voice packets that arrived one after the other.
    func longestVoiceGap(in span: Span) -> Duration {
        let times = self.arrivals.map(\.at).filter(span.contains)
        return zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? span.to - span.from
    }

    func pictures(in span: Span) -> [Seen] { self.seen.filter { span.contains($0.at) } }

    func pictureDelays(in span: Span) -> [Duration] { self.pictures(in: span).map(\.delay) }

    /// The longest time in which no new picture could be shown.
    func longestStill(in span: Span) -> Duration {
        let times = [span.from] + self.pictures(in: span).map(\.at) + [span.to]
        return zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? .zero
    }

    private var time: Duration { .nanoseconds(self.link.now) }

    // MARK: The sender

    private mutating func speak() -> Bool {
        let header = MediaHeader(
            participant: 1, kind: .voice, number: self.packets,
            captureTime: UInt64(self.link.now / 1000), voiceLevel: 30)
        self.packets += 1
        let message = header.bytes + [UInt8](repeating: 2, count: Self.voiceLength - 24)
        for piece in MediaPiece.split(message, header: header) {
            self.scheduler.add(piece, at: self.link.instant)
        }
        return true
    }

    private mutating func film() -> Bool {
        self.takeFeedback()
        guard self.highest >= 0 else { return false }
        let plans = self.pattern.next(
            highestLayer: self.highest, key: self.wantsKey, switchPoints: self.points)
        self.wantsKey = false
        self.points = []
        for plan in plans {
            let header = MediaHeader(
                participant: 1, kind: .camera, spatialLayer: plan.spatialLayer,
                temporalLayer: plan.temporalLayer, flags: plan.flags, number: self.pictures,
                captureTime: UInt64(self.link.now / 1000))
            let size = self.size(of: plan)
            let message =
                header.bytes + plan.tag.bytes + [UInt8](repeating: 3, count: size)
            for piece in MediaPiece.split(message, header: header) {
                self.scheduler.add(piece, at: self.link.instant)
            }
        }
        self.pictures += 1
        return true
    }

    /// Bytes of a picture: shares of temporal layers, starts that cost more, and noise.
    private mutating func size(of plan: LayerPlan) -> Int {
        let mean = Double(self.video.layers[plan.spatialLayer] / 8 / self.video.frameRate)
        let share = [2.0, 0.9, 0.55][plan.temporalLayer]
        let isStart = !plan.flags.isDisjoint(with: [.key, .switchPoint])
        let start = isStart ? (plan.isKey ? 6.0 : 3.5) / 2 : 1
        return Int(mean * share * start * Double.random(in: 0.7...1.3, using: &self.random))
    }

    private mutating func takeFeedback() {
        while let first = self.feedback.first, first.at <= self.link.now {
            self.feedback.removeFirst()
            switch first.news {
            case .receives(_, let layer):
                if self.highest < 0, layer != nil { self.wantsKey = true }
                self.highest = layer ?? -1
            case .needsSwitchPoint(_, let layer):
                if layer == 0 { self.wantsKey = true } else { self.points.insert(layer) }
            }
        }
    }

    private mutating func copyFile() {
        guard let file = self.file, self.time >= file.at else { return }
        while self.fileSent < file.size, self.scheduler.isFileWanted {
            let body = [UInt8](repeating: 4, count: min(Self.fileLength, file.size - self.fileSent))
            guard self.scheduler.add(file: Frame(kind: .file, body: body).bytes) else { return }
            self.fileSent += body.count
        }
    }

    private mutating func drain(_ hasAdded: Bool) {
        let isDue = self.scheduler.deadline.map { $0 <= self.link.instant } ?? false
        guard hasAdded || isDue || self.link.isWritable else { return }
        if isDue { self.scheduler.observe(self.link.sample, at: self.link.instant) }
        for news in self.scheduler.takeNews() {
            self.feedback.append((self.link.now + Self.feedbackDelay.nanoseconds, news))
            switch news {
            case .receives(_, let layer): self.chosen.append((self.time, layer))
            case .needsSwitchPoint(_, let layer):
                self.switchPointRequests.append((self.time, layer))
            }
        }
        while self.link.isWritable, let bytes = self.scheduler.next(at: self.link.instant) {
            self.link.write(bytes)
        }
    }

    // MARK: The listener

    private mutating func receive(_ bytes: ArraySlice<UInt8>) throws {
        self.decoder.limits.file = .kibibytes(64)
        self.decoder.append(bytes)
        while let frame = try self.decoder.next() {
            if frame.kind == .file { self.fileReceived += frame.body.count }
            guard frame.kind == .media, let message = try self.assembler.append(frame.body) else {
                continue
            }
            let header = try MediaHeader(parsing: message)
            let delay = self.time - .microseconds(Int64(header.captureTime))
            if header.kind == .voice {
                self.arrivals.append(VoiceArrival(at: self.time, delay: delay))
                let sent = octets(of: header.captureTime)
                self.jitter.insert(
                    number: header.number, captureTime: header.captureTime, packet: sent,
                    at: self.link.instant)
            } else {
                self.see(header, message, delay)
            }
        }
    }

    private mutating func see(_ header: MediaHeader, _ message: [UInt8], _ delay: Duration) {
        let payload = Array(message.dropFirst(MediaHeader.length))
        for picture in self.pictureAssembler.append(header, payload) {
            let shown = self.time - .microseconds(Int64(picture.captureTime))
            let layer = picture.layers.map(\.spatialLayer).max() ?? 0
            self.seen.append(Seen(at: self.time, delay: shown, layer: layer))
        }
    }

    private mutating func listen() {
        switch self.jitter.next(at: self.link.instant) {
        case .packet(let octets):
            let captured = octets.reduce(0) { $0 << 8 | Int64($1) }
            self.heard.append((self.time, self.time - .microseconds(captured)))
        case .lost, .silence:
            self.heard.append((self.time, nil))
        }
    }
}

/// Eight octets, big-endian.
private func octets(of value: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
}
