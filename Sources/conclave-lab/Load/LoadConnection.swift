import Media
import Rooms
import SecureSockets
import Sessions
import Units
import Wire

/// One participant of a load: logs in and takes part by itself, and of what it receives keeps only
/// how much it was and how old.
final class LoadConnection {
    /// How long the server may take for an answer while a load is set up.
    private static let answerMaximum: Duration = .seconds(20)
    /// Messages that may be posted at once: as many as a server lets wait.
    static let postsMaximum = 256

    /// Which protocol is spoken on top of TLS.
    private enum Dialect {
        case conclave(ClientSession<SeededRandom>)
        /// A bare forwarder's: see `BareForwarder`.
        case bare
    }

    let socket: LoadSocket
    /// The number in the conference.
    private(set) var participant: UInt32 = 0
    /// The receivers of pictures wait for a key frame.
    var isKeyWanted = true
    /// Messages that it has sent.
    private(set) var sentCounts: [MediaKind: UInt32] = [:]
    private var dialect: Dialect
    private var reader = LoadReader()
    private var answers: [Response.OneOf_Body] = []
    private var requestCount: UInt64 = 0
    private var isOnline = false
    private var failure: String?
    private let password: [UInt8]
    private let tally: LoadTally
    /// Told of everything that a session says, from the login on.
    private let heed: (ClientEvent) -> Void
    /// When messages of several fragments were sent, by lane.
    private var sentTimes: [Lane: UInt64] = [:]

    private struct Lane: Hashable {
        var participant: UInt32
        var kind: MediaKind
        var spatialLayer: Int
    }

    /// Connects and logs in.
    ///
    /// - Parameters:
    ///   - receiveBuffer: `SO_RCVBUF` in bytes; nil leaves it to the system.
    ///   - history: which chat events it gets.
    init(
        port: Int, _ context: LoadContext, account: String, password: [UInt8], tally: LoadTally,
        receiveBuffer: Int? = nil, history: HistoryStart = .never,
        heed: @escaping (ClientEvent) -> Void = { _ in },
    ) throws(LoadError) {
        self.socket = try LoadSocket(port: port, context, receiveBuffer: receiveBuffer)
        self.password = password
        self.tally = tally
        self.heed = heed
        guard let name = AccountName(account) else { throw LoadError("no account \(account)") }
        var device = Device()
        device.identityKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.agreementKey = .init(octets: [UInt8](repeating: 1, count: 32))
        device.signature = .init(octets: [UInt8](repeating: 1, count: 64))
        var random = SystemRandomNumberGenerator()
        var limits = ClientLimits()
        limits.postsInFlight = Self.postsMaximum
        self.dialect = .conclave(
            ClientSession(
                account: name, device: device, keys: nil, history: history, primitives: .openSSL,
                limits: limits, random: SeededRandom(seed: random.next())))
        self.feed(.start)
        self.feed(.connected(channelBinding: self.socket.channelBinding))
        try self.read { self.isOnline }
    }

    /// Connects to a bare forwarder and says what it is: `S` receives, `P` sends.
    init(port: Int, _ context: LoadContext, bareRole: Character, tally: LoadTally) throws(LoadError)
    {
        self.socket = try LoadSocket(port: port, context)
        self.password = []
        self.tally = tally
        self.heed = { _ in }
        self.dialect = .bare
        self.socket.write(Array(String(bareRole).utf8))
    }

    // MARK: Control

    /// Asks the server and waits for its answer.
    func ask(_ body: Request.OneOf_Body) throws(LoadError) -> Response.OneOf_Body {
        self.requestCount += 1
        self.answers = []
        self.feed(.request(RequestToken(self.requestCount), body))
        try self.read { !self.answers.isEmpty }
        if case .refused(let refused) = self.answers[0] { throw LoadError(refused.text) }
        return self.answers[0]
    }

    /// Enters a conference with a voice and a picture of one layer.
    func join(_ conference: String) throws(LoadError) {
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        guard case .joined(let joined) = try self.ask(.joinConference(join)) else {
            throw LoadError("no way into the conference")
        }
        self.participant = joined.participant
    }

    /// Says that it sends a voice and a picture of one layer.
    func publish() throws(LoadError) {
        var voice = Stream()
        voice.kind = .voice
        var camera = Stream()
        camera.kind = .camera
        var layer = Layer()
        layer.width = 320
        layer.height = 180
        camera.layers = [layer]
        var publish = PublishStreams()
        publish.streams = [voice, camera]
        _ = try self.ask(.publishStreams(publish))
        var set = SetDevices()
        set.devices.microphone = true
        set.devices.camera = true
        _ = try self.ask(.setDevices(set))
    }

    /// Does something in a chat; that it was done comes as an event.
    func post(_ message: Outgoing) {
        self.feed(.post(message))
    }

    /// What a session does by itself from time to time: pings.
    func keepAlive() {
        guard case .conclave(let session) = self.dialect, let deadline = session.deadline,
            deadline <= .now
        else { return }
        self.feed(.timeout)
    }

    /// Takes what arrives until something is so.
    func read(until isDone: () -> Bool) throws(LoadError) {
        let deadline = Instant.now + Self.answerMaximum
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isDone() {
            if let failure { throw LoadError(failure) }
            guard Instant.now < deadline else { throw LoadError("the server does not answer") }
            LoadSocket.wait(self.socket.descriptor, for: 100)
            try self.receive(&buffer)
        }
    }

    private func feed(_ input: ClientSession<SeededRandom>.Input) {
        guard case .conclave(var session) = self.dialect else { return }
        // So that the session is not copied for every frame.
        self.dialect = .bare
        let outputs = session.handle(input, at: .now)
        self.dialect = .conclave(session)
        for output in outputs { self.carryOut(output) }
    }

    private func carryOut(_ output: ClientSession<SeededRandom>.Output) {
        switch output {
        case .dial, .admit: break
        case .send(let bytes): self.socket.write(bytes)
        case .derive(let salt, let iterations):
            self.feed(
                .derived(
                    .derive(
                        password: self.password, salt: salt, iterations: iterations,
                        primitives: .openSSL)))
        case .answer(_, .response(let body)): self.answers.append(body)
        case .event(let event):
            self.note(event)
            self.heed(event)
        // A load's connections last until it is over.
        default: self.failure = self.failure ?? "the session ended"
        }
    }

    private func note(_ event: ClientEvent) {
        switch event {
        case .online: self.isOnline = true
        case .failed(let failure): self.failure = "\(failure)"
        case .server(.switchPointWanted(let news)) where news.kind == .camera:
            self.isKeyWanted = true
        default: break
        }
    }

    // MARK: Media

    /// Sends messages as one write.
    func send(_ messages: [[UInt8]], of kind: MediaKind) {
        var bytes: [UInt8] = []
        for message in messages {
            switch self.dialect {
            case .conclave:
                for body in MediaFragment.split(message, participant: self.participant, kind: kind)
                {
                    bytes += Frame(kind: .media, body: body).bytes
                }
            case .bare:
                bytes += BareForwarder.frame(of: message, participant: self.participant, kind: kind)
            }
        }
        self.sentCounts[kind, default: 0] += UInt32(clamping: messages.count)
        self.socket.write(bytes)
    }

    /// Takes everything that has arrived.
    func receive(_ buffer: inout [UInt8]) throws(LoadError) {
        while true {
            let count = try self.socket.read(into: &buffer)
            guard count > 0 else { return }
            self.reader.append(buffer[..<count])
            while let item = try self.reader.next() {
                switch item {
                case .control(let body): self.feed(.frame(Frame(kind: .control, body: body)))
                case .media(let media): self.count(media)
                }
            }
        }
    }

    /// Takes what a server has sent before its end.
    func readToEnd() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        // The end is an error like any other, and what is wanted here.
        do { while true { try self.receive(&buffer) } } catch {}
    }

    private func count(_ media: LoadReader.Media) {
        let lane = Lane(
            participant: media.participant, kind: media.kind, spatialLayer: media.spatialLayer)
        if media.isFirst, media.isLast {
            self.tally.add(delay: Self.age(of: media.captureTime))
        } else if media.isFirst {
            self.sentTimes[lane] = media.captureTime
        } else if media.isLast, let time = self.sentTimes.removeValue(forKey: lane) {
            self.tally.add(delay: Self.age(of: time))
        }
    }

    private static func age(of captureTime: UInt64) -> UInt32 {
        UInt32(clamping: Instant.now.nanoseconds / 1000 - Int64(clamping: captureTime))
    }
}
