internal import Media
internal import SecureSockets
internal import Sessions
internal import Synchronization
package import Units
internal import Wire

/// What one participant hears and sees of another one over a bad link, moment by moment.
///
/// Both are whole clients, with sealing, jitter buffer, codec and all; only the voice is no voice:
/// its packets hold the time of their capture, so that each block that is played tells its own age.
package struct LinkMeasurement: Sendable {
    /// 20 ms of the voice when they are played.
    package struct Block: Sendable, Hashable {
        /// Since the beginning.
        package var time: Duration
        /// Since its capture; nil if there was nothing to play.
        package var delay: Duration?

        package init(time: Duration, delay: Duration?) {
            self.time = time
            self.delay = delay
        }
    }

    /// A picture when it is shown for the first time.
    package struct Sight: Sendable, Hashable {
        package var time: Duration
        package var delay: Duration
        /// Pixels: says which layer it is.
        package var width: Int

        package init(time: Duration, delay: Duration, width: Int) {
            self.time = time
            self.delay = delay
            self.width = width
        }
    }

    package var blocks: [Block] = []
    package var sights: [Sight] = []
    /// How long each line of chat was on its way.
    package var chatDelays: [Duration] = []

    /// Nothing heard and nothing seen.
    package init() {}

    /// Buffers and layers find their places before it counts.
    private static let warmUp: Duration = .seconds(5)
    /// Between two looks at the pictures.
    private static let look: Duration = .milliseconds(5)
    private static let looksPerBlock = 4
    /// Between two lines of chat.
    private static let chatInterval: Duration = .seconds(1)
    /// Bytes of a voice packet at 32 kbit/s.
    private static let voiceLength = 80

    /// The first of a cast talks, the one who watches listens; each comes to the server its own way.
    ///
    /// - Parameter begin: called when the time of blocks and sights begins, with that moment.
    package static func run(
        _ cast: DemoCast, from speaker: DemoCast.Stage, to listener: DemoCast.Stage,
        seconds: Double, begin: @escaping @Sendable (Instant) -> Void,
    ) async throws(Failure) -> LinkMeasurement {
        let talk = try await Talk.begin(cast, on: speaker)
        let chat = Mutex<[Duration]>([])
        let reception = Reception(playsVoice: true, decodesVideo: true)
        let result: Result<LinkMeasurement, Failure>
        do throws(Failure) {
            let stay = try await Stay.begin(
                { relay async throws(Failure) in
                    try await cast.you.logIn(listener, history: .now) { event in
                        if let age = Talk.age(of: event) { chat.withLock { $0.append(age) } }
                        relay(event)
                    }
                }, as: .person, reception, view: PictureSize(width: 640, height: 360),
                choose: { _ in .conference(talk.conference) })
            let watched = Outcome<LinkMeasurement>()
            let thread = NamedThread("watch") { _ in
                watched.give(Self.watch(reception, talk, for: .seconds(seconds), begin))
            }
            var measurement = await watched.wait()
            thread.join()
            measurement.chatDelays = chat.withLock { $0 }
            result = .success(measurement)
            await stay.leave()
        } catch {
            result = .failure(error)
        }
        reception.stop()
        await talk.stop()
        return try result.get()
    }

    private static func watch(
        _ reception: Reception, _ talk: Talk, for duration: Duration,
        _ begin: (Instant) -> Void,
    ) -> LinkMeasurement {
        var measurement = LinkMeasurement()
        let start = Instant.now + Self.warmUp
        var hasBegun = false
        var nextLine = start
        var seen: UInt64?
        var beat = Beat(interval: Self.look)
        var looks = 0
        while Instant.now - start < duration {
            beat.wait()
            looks += 1
            let now = Instant.now
            if now >= start, !hasBegun {
                hasBegun = true
                begin(start)
            }
            if now >= nextLine {
                nextLine = nextLine + Self.chatInterval
                talk.say(at: now)
            }
            if looks % Self.looksPerBlock == 0 {
                let block = reception.participants.first.flatMap {
                    reception.nextVoice(of: $0, at: now)?.playout
                }
                let delay = Talk.age(of: block, at: now)
                if hasBegun { measurement.blocks.append(Block(time: now - start, delay: delay)) }
            }
            for (_, sight) in reception.sights(at: now) where sight.number != seen {
                seen = sight.number
                guard hasBegun else { continue }
                let captured = Instant(nanoseconds: Int64(sight.captureTime) * 1000)
                measurement.sights.append(
                    Sight(time: now - start, delay: now - captured, width: sight.picture.width))
            }
        }
        return measurement
    }

    /// The one who talks: a moving picture, and packets that tell their time.
    private final class Talk: Sendable {
        let conference: String
        private let chat: String
        private let stay: Stay
        private let reception: Reception
        private let camera: CameraBroadcast?
        private let voice: NamedThread

        private init(
            _ chat: String, _ stay: Stay, _ reception: Reception, _ camera: CameraBroadcast?,
        ) {
            self.conference = stay.conference.id
            self.chat = chat
            self.stay = stay
            self.reception = reception
            self.camera = camera
            stay.conference.publish(camera: camera?.layers, hasVoice: true)
            stay.conference.setDevices(microphone: true, camera: true)
            camera?.send(to: stay.conference)
            let conference = stay.conference
            self.voice = NamedThread("voice") { shouldStop in
                var beat = Beat(interval: .milliseconds(20))
                var number: UInt32 = 0
                while !shouldStop() {
                    beat.wait()
                    let time = UInt64(clamping: Instant.now.nanoseconds / 1000)
                    let header = MediaHeader(
                        participant: 0, kind: .voice, number: number, captureTime: time,
                        voiceLevel: 30)
                    conference.send(header, Self.packet(time))
                    number &+= 1
                }
            }
        }

        static func begin(_ cast: DemoCast, on stage: DemoCast.Stage) async throws(Failure) -> Talk
        {
            let camera = try await CameraBroadcast.open(.pattern, loops: false)
            let reception = Reception(playsVoice: false, decodesVideo: false)
            var new = NewChat()
            new.kind = .group
            new.title = "link"
            new.members = [cast.you.name]
            let request = new
            let chat = Outcome<String>()
            do throws(Failure) {
                let stay = try await Stay.begin(
                    { relay async throws(Failure) in
                        try await cast.actors[0].logIn(stage, history: .never, listener: relay)
                    }, as: .person, reception, view: PictureSize.none,
                    choose: { client async throws(Failure) in
                        var start = StartConference()
                        start.chat = try await client.newChat(request).id
                        chat.give(start.chat)
                        guard
                            case .conference(let entry) = try await client.request(
                                .startConference(start))
                        else { throw .unexpectedAnswer }
                        return .conference(entry.id)
                    })
                return Talk(await chat.wait(), stay, reception, camera)
            } catch {
                camera?.stop()
                reception.stop()
                throw error
            }
        }

        func say(at now: Instant) {
            self.stay.client.post(
                Outgoing(
                    chat: self.chat, clientID: Client.newMessageID(), text: "\(now.nanoseconds)"))
        }

        func stop() async {
            self.voice.join()
            self.camera?.send(to: nil)
            self.camera?.stop()
            await self.stay.leave()
            self.reception.stop()
        }

        // MARK: Times on the way

        private static func packet(_ time: UInt64) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: LinkMeasurement.voiceLength)
            for index in 0..<8 {
                bytes[index] = UInt8(truncatingIfNeeded: time >> (56 - 8 * index))
            }
            return bytes
        }

        /// How old a voice is that is played now.
        static func age(of playout: VoicePlayout?, at now: Instant) -> Duration? {
            guard case .packet(let bytes)? = playout, bytes.count >= 8 else { return nil }
            let time = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return now - Instant(nanoseconds: Int64(clamping: time) &* 1000)
        }

        /// How old a line of chat is that has just arrived.
        static func age(of event: ClientEvent) -> Duration? {
            guard case .chatEvent(let news) = event, news.kind == .message,
                let time = Int64(news.text)
            else { return nil }
            return .now - Instant(nanoseconds: time)
        }
    }
}
