internal import Console
internal import Foundation
internal import Rooms
internal import SealedMedia
internal import SecureSockets
internal import Sessions
public import Units
internal import Wire

/// The demonstration's people: two who talk on a loopback server, and the one who watches.
public struct DemoCast: Sendable {
    /// An account and the password that only this run knows.
    public struct Account: Sendable {
        public let name: String
        public let password: [UInt8]

        init(_ name: String) {
            self.name = name
            self.password = Array(UUID().uuidString.utf8)
        }
    }

    public let actors = [Account("ada"), Account("grace")]
    public let you = Account("you")

    public init() {}

    public var accounts: [Account] { self.actors + [self.you] }

    /// What they say, one after the other.
    private static let script = [
        "hello! this picture is sealed end to end, the server can't open it",
        "and everything goes through one TCP port",
        "press F1 for the keys, or write /help",
        "what you write here is shared with #demo",
        "/leave ends the call for you, /quit ends the demonstration",
    ]
    /// Between two lines of theirs.
    private static let lineInterval: Duration = .seconds(4)

    /// Where the demonstration's server is.
    public struct Stage: Sendable {
        var server: ServerAddress
        var fingerprint: String

        public init(server: ServerAddress, fingerprint: String) {
            self.server = server
            self.fingerprint = fingerprint
        }
    }

    /// Plays: with a terminal under the interface, without one into a recording.
    ///
    /// - Parameters:
    ///   - devices: what the one who watches takes part with; a speaker to hear the others, say.
    ///   - seconds: when to end; nil for never with a terminal and 10 without.
    ///   - recording: the WebM file to write; nil writes one only without a terminal.
    public func run(
        on stage: Stage, _ given: GivenOptions, devices: ChosenDevices, seconds: Double?,
        recording: String?,
    ) async throws(Failure) {
        Console.speak(given.verbosity)
        let seconds = try CallCommands.checked(seconds: seconds)
        let opening = try await self.open(stage)
        let acting = Task { await self.act(opening) }
        let result: Result<Void, Failure>
        let recorder: Task<Result<Void, Failure>, Never>?
        if Console.isInteractive {
            recorder = recording.map { path in
                Task { await self.record(stage, opening, path, seconds) }
            }
            result = await self.watch(stage, given, opening, devices, seconds)
        } else {
            recorder = nil
            result = await self.recordOnly(stage, opening, seconds, recording)
        }
        acting.cancel()
        await acting.value
        // With the last person the conference ends, and with it a recording.
        for actor in opening.actors { await actor.stop() }
        try await recorder?.value.get()
        try result.get()
    }

    /// Both actors talk while something else is done in their conference.
    func withOpening<Value: Sendable>(
        on stage: Stage,
        _ body: (_ conference: String, _ connect: Stay.Connect) async throws(Failure) -> Value,
    ) async throws(Failure) -> Value {
        let opening = try await self.open(stage)
        let result: Result<Value, Failure>
        do throws(Failure) {
            let value = try await body(opening.conference) { listener async throws(Failure) in
                try await self.you.logIn(stage, history: .never, listener: listener)
            }
            result = .success(value)
        } catch {
            result = .failure(error)
        }
        for actor in opening.actors { await actor.stop() }
        return try result.get()
    }

    // MARK: The actors

    /// One of the two, with a moving picture and a voice.
    private struct Actor: Sendable {
        var media: LocalMedia
        var reception: Reception
        var stay: Stay

        func stop() async {
            self.media.stop()
            await self.stay.leave()
            self.reception.stop()
        }
    }

    private struct Opening: Sendable {
        var chat: String
        var conference: String
        var actors: [Actor]
    }

    /// The first makes the chat and starts the conference, the second joins.
    private func open(_ stage: Stage) async throws(Failure) -> Opening {
        var new = NewChat()
        new.kind = .group
        new.title = "demo"
        new.members = self.accounts.dropFirst().map(\.name)
        let chatRequest = new
        let chat = Outcome<String>()
        let first = try await self.enter(self.actors[0], stage) { client async throws(Failure) in
            var start = StartConference()
            start.chat = try await client.newChat(chatRequest).id
            chat.give(start.chat)
            guard case .conference(let entry) = try await client.request(.startConference(start))
            else { throw .unexpectedAnswer }
            return .conference(entry.id)
        }
        let conference = first.stay.conference.id
        do throws(Failure) {
            let second = try await self.enter(self.actors[1], stage) { _ in
                .conference(conference)
            }
            return Opening(
                chat: await chat.wait(), conference: conference, actors: [first, second])
        } catch {
            await first.stop()
            throw error
        }
    }

    private func enter(
        _ account: Account, _ stage: Stage, choose: (Client) async throws(Failure) -> Destination
    ) async throws(Failure) -> Actor {
        let reception = Reception(playsVoice: false, decodesVideo: false)
        let devices = ChosenDevices(
            camera: .pattern, microphone: .tone, speaker: .none, loops: false)
        let media = try await LocalMedia.open(devices, reception)
        do throws(Failure) {
            let stay = try await Stay.begin(
                { listener async throws(Failure) in
                    try await account.logIn(stage, history: .never, listener: listener)
                }, as: .person, reception, devices: devices.on, view: .none, choose: choose)
            media.begin(stay.conference)
            return Actor(media: media, reception: reception, stay: stay)
        } catch {
            media.stop()
            reception.stop()
            throw error
        }
    }

    /// Says the script, line by line, then is silent.
    private func act(_ opening: Opening) async {
        for (index, line) in Self.script.enumerated() {
            // Cancelled means that the demonstration is over.
            guard (try? await Task.sleep(for: Self.lineInterval)) != nil else { return }
            opening.actors[index % opening.actors.count].stay.client.post(
                Outgoing(chat: opening.chat, clientID: Client.newMessageID(), text: line))
        }
    }

    // MARK: The audience

    private func watch(
        _ stage: Stage, _ given: GivenOptions, _ opening: Opening, _ devices: ChosenDevices,
        _ seconds: Double?,
    ) async -> Result<Void, Failure> {
        do throws(Failure) {
            guard let conference = ConferenceID(opening.conference) else {
                throw Failure.unexpectedAnswer
            }
            let settings = try ScreenSettings(
                given, environment: ProcessInfo.processInfo.environment)
            try await Front.run(
                try self.you.login(stage), history: .after(0), devices, settings, isPlain: false,
                entering: Entrance(conference), seconds: seconds)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private func recordOnly(
        _ stage: Stage, _ opening: Opening, _ seconds: Double?, _ recording: String?
    ) async -> Result<Void, Failure> {
        do throws(Failure) {
            let path = try Self.path(recording)
            let seconds = seconds ?? 10
            Console.remark("no terminal here; recording \(seconds) s to \(path)")
            return await self.record(stage, opening, path, seconds)
        } catch {
            return .failure(error)
        }
    }

    private func record(
        _ stage: Stage, _ opening: Opening, _ path: String, _ seconds: Double?
    ) async -> Result<Void, Failure> {
        do throws(Failure) {
            try await RecordCommand.record(
                { listener async throws(Failure) in
                    // Who leads may record; another's recorder would wait to be let in.
                    try await self.actors[0].logIn(stage, history: .never, listener: listener)
                }, conference: opening.conference, output: path, size: .recording, seconds: seconds)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// What was given, or a name in this folder that no file has.
    private static func path(_ given: String?) throws(Failure) -> String {
        if let given { return given }
        for number in 1...1000 {
            let path = number == 1 ? "conclave-demo.webm" : "conclave-demo-\(number).webm"
            if !FileManager.default.fileExists(atPath: path) { return path }
        }
        throw Failure(
            .cannotCreate, "a thousand demonstrations are recorded here already",
            hint: "name a file with --record")
    }
}

extension DemoCast.Account {
    func logIn(
        _ stage: DemoCast.Stage, history: HistoryStart, limits: ClientLimits = ClientLimits(),
        listener: @escaping Client.Listener,
    ) async throws(Failure) -> Client {
        try await Client.logIn(
            try self.login(stage), history: history, limits: limits, listener: listener)
    }

    /// With keys that live only in memory.
    func login(_ stage: DemoCast.Stage) throws(Failure) -> Client.Login {
        let password = self.password
        guard let account = AccountName(self.name) else { throw .unexpectedAnswer }
        let keys = try trying("making a device's keys") { () throws(SealingError) in
            try DeviceKeys()
        }
        return Client.Login(
            server: stage.server, trust: .fingerprint(stage.fingerprint), account: account,
            deviceKeys: keys, deviceName: "demo", keys: nil, password: { password })
    }
}
