import Interface
import NIOCore
import NIOPosix
import Rooms
import SecureSockets
import ServerRuntime
import Sessions
import Synchronization
import Testing
import Units
import Wire

@testable import ClientRuntime

/// What the interface hears from before the first login on, with the real server in process.
@Suite(.serialized) struct DeskTests {
    private static let accounts = ["ada", "bob"].map { DemoCast.Account($0) }

    /// Bob's desk, whose client nobody has started, and a conference of ada's in a group of both.
    private struct Bench {
        var inbox: Inbox
        var desk: Desk
        var client: Client
        var conference: ConferenceID

        /// What is heard up to a message, that included; waited for on a thread of its own, since those that
        /// run tasks are few.
        func hear(until isLast: @escaping @Sendable (Message) -> Bool) async -> [Message] {
            let inbox = self.inbox
            return await withCheckedContinuation { continuation in
                _ = NamedThread("hearing") { _ in
                    var heard: [Message] = []
                    while true {
                        for case .message(let message) in inbox.take(until: nil) {
                            heard.append(message)
                            if isLast(message) { return continuation.resume(returning: heard) }
                        }
                    }
                }
            }
        }
    }

    private static func withBench(_ body: (Bench) async throws -> Void) async throws {
        let server = try await LocalServer.start(
            accounts: Self.accounts.map { ($0.name, $0.password) })
        let stage = DemoCast.Stage(
            server: ServerAddress(host: server.host, port: server.port),
            fingerprint: server.fingerprint)
        let ada = try await Person(Self.accounts[0], stage)
        let result: Result<Void, any Error>
        do {
            let bench = try Self.bench(
                Self.accounts[1].login(stage), conference: await Self.conference(of: ada))
            do { result = .success(try await body(bench)) } catch { result = .failure(error) }
            await bench.desk.end()
        } catch { result = .failure(error) }
        await ada.client.stop()
        await server.stop()
        try result.get()
    }

    private static func bench(_ login: Client.Login, conference: ConferenceID) throws -> Bench {
        let inbox = Inbox()
        let desk = Desk(
            ChosenDevices(camera: .none, microphone: .none, speaker: .none, loops: false), inbox,
            VerifiedDevices())
        var limits = ClientLimits()
        limits.isPersistent = true
        let client = try Client(login, history: .now, limits: limits) { desk.receive($0) }
        return Bench(inbox: inbox, desk: desk, client: client, conference: conference)
    }

    private static func conference(of ada: Person) async throws -> ConferenceID {
        var new = NewChat()
        new.kind = .group
        new.title = "team"
        new.members = ["bob"]
        var start = StartConference()
        start.chat = try await ada.client.newChat(new).id
        guard case .conference(let entry) = try await ada.client.request(.startConference(start)),
            let id = ConferenceID(entry.id)
        else { throw Failure.unexpectedAnswer }
        _ = try await ada.enter(id.text)
        return id
    }

    @Sendable private static func isJoined(_ message: Message) -> Bool {
        if case .joined = message { true } else { false }
    }

    /// By itself, or by somebody who could not wait.
    @Test(arguments: [true, false])
    func aConferenceIsEnteredAsSoonAsThereIsAConnection(byItself: Bool) async throws {
        try await Self.withBench { bench in
            bench.desk.begin(
                bench.client, entering: byItself ? Entrance(bench.conference) : nil)
            if !byItself { bench.desk.perform(.join(bench.conference)) }
            await bench.desk.logIn(bench.client)
            let heard = await bench.hear(until: Self.isJoined)
            #expect(heard.first == .connection(.connecting))
            let account = try #require(AccountName("bob"))
            let known = try #require(heard.firstIndex(of: .account(account)))
            #expect(heard[known + 1] == .connection(.online))
        }
    }

    /// The news of the first connection may come when its conference has been asked for already.
    @Test func nobodyKnocksTwiceOverOneConnection() async throws {
        try await Self.withBench { bench in
            bench.desk.begin(bench.client, entering: nil)
            await bench.desk.logIn(bench.client)
            let answers = Mutex(0)
            let conference = Conference(
                .conference(bench.conference.text), client: bench.client, as: .person,
                reception: Reception(playsVoice: false, decodesVideo: false),
                view: PictureSize?.none
            ) { news in
                switch news {
                case .entered, .failed: answers.withLock { $0 += 1 }
                default: break
                }
            }
            try await bench.client.loop.submit {
                conference.enter()
                conference.receive(.online(keys: nil, isReturn: false))
            }.get()
            // Answered after both of them.
            for _ in 0..<3 { _ = try await bench.client.chats() }
            #expect(answers.withLock { $0 } == 1)
            await conference.leave()
        }
    }

    @Test func whatIsAskedBeforeThereIsAConnectionIsNotDone() async throws {
        try await Self.withBench { bench in
            bench.desk.begin(bench.client, entering: nil)
            bench.desk.perform(.listPlans(nil))
            let notice = Message.notice(.warning, "not done: there is no connection")
            let heard = await bench.hear { $0 == notice }
            #expect(heard == [.connection(.connecting), notice])
        }
    }

    /// What ends the first login is for who started the program, not for the screen.
    @Test func aLoginThatIsRefusedEndsTheInterfaceAndSaysNothingElse() async throws {
        try await Self.withBench { bench in
            var login = bench.client.login
            login.password = { Array("another password".utf8) }
            let other = try Self.bench(login, conference: bench.conference)
            other.desk.begin(other.client, entering: nil)
            await other.desk.logIn(other.client)
            var events: [FrontEvent] = []
            while events.count < 2 { events += other.inbox.take(until: nil) }
            await other.desk.end()
            guard events.count == 2, case .message(.connection(.connecting)) = events[0],
                case .failed(let failure) = events[1]
            else {
                Issue.record("heard \(events)")
                return
            }
            #expect(failure.exitCode == .notPermitted)
            #expect(failure.message == Refusal.loginRefused.sentence)
        }
    }

    /// Whoever leaves does not wait for a server that takes the connection and says nothing.
    @Test func theEndIsNotHeldUpByAnAttempt() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        let stage = DemoCast.Stage(
            server: ServerAddress(host: "127.0.0.1", port: port), fingerprint: "SHA256:any")
        let id = try #require(ConferenceID("k7f2-mq9x-d3tv"))
        let bench = try Self.bench(Self.accounts[1].login(stage), conference: id)
        bench.desk.begin(bench.client, entering: Entrance(id))
        let loggingIn = Task { await bench.desk.logIn(bench.client) }
        let heard = await bench.hear { $0 == .connection(.connecting) }
        #expect(heard.count == 1)
        await bench.desk.end()
        await loggingIn.value
        try await listener.close()
    }
}
