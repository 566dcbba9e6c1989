import Media
import NIOCore
import Rooms
import ServerRuntime
import Sessions
import Synchronization
import Testing
import Units
import Wire

@testable import ClientRuntime

/// The client against the real server in the same process: real TLS, login, sealing and database.
@Suite(.serialized) struct ServerInProcessTests {
    /// Somebody who is logged in, perhaps in a conference.
    private final class Person: Sendable {
        let client: Client
        let lines: AsyncStream<ChatEvent>
        let news: AsyncStream<Conference.News>
        let reception = Reception(playsVoice: true, decodesVideo: false)
        private let conference = Mutex<Conference?>(nil)
        private let newsEnd: AsyncStream<Conference.News>.Continuation

        init(_ account: DemoCast.Account, _ stage: DemoCast.Stage) async throws {
            let (lines, linesEnd) = AsyncStream.makeStream(of: ChatEvent.self)
            (self.news, self.newsEnd) = AsyncStream.makeStream(of: Conference.News.self)
            self.lines = lines
            let relay = Relay()
            self.client = try await account.logIn(stage, history: .after(0)) { event in
                if case .chatEvent(let event) = event { linesEnd.yield(event) }
                relay.conference.withLock { $0 }?.receive(event)
            }
            self.relay = relay
        }

        private let relay: Relay

        private final class Relay: Sendable {
            let conference = Mutex<Conference?>(nil)
        }

        /// Enters, and returns the number it was given.
        func enter(_ id: String) async throws -> UInt32 {
            let conference = Conference(
                id, client: self.client, as: .person, reception: self.reception, view: nil
            ) { [newsEnd] in newsEnd.yield($0) }
            self.conference.withLock { $0 = conference }
            self.relay.conference.withLock { $0 = conference }
            conference.publish(camera: nil, hasVoice: true)
            conference.enter()
            for await news in self.news {
                if case .entered(let roster) = news { return roster.me }
                if case .failed(let failure) = news { throw failure }
            }
            throw Failure.unexpectedAnswer
        }

        func leave() async { await self.conference.withLock { $0 }?.leave() }

        /// Says three blocks' worth of voice.
        func speak(from number: UInt32) {
            let conference = self.conference.withLock { $0 }
            for offset in 0..<3 {
                let header = MediaHeader(
                    participant: 0, kind: .voice, number: number + UInt32(offset),
                    captureTime: UInt64(number + UInt32(offset)) * 20_000, voiceLevel: 10)
                conference?.send(header, [0xF8, 0xFF, 0xFE])
            }
        }

        /// Asks the server something until a voice has come in; a bounded number of times.
        func waitForSpeech(of participant: UInt32) async throws {
            for _ in 0..<1000 where !self.heard.contains(participant) {
                _ = try await self.client.chats()
            }
        }

        /// Returns when somebody is known to have come, and so has a key.
        func waitForNewcomer() async {
            for await news in self.news { if case .joined = news { return } }
        }

        var heard: Set<UInt32> { Set(self.reception.levels(at: .start).keys) }
        var unopenedCount: Int { self.conference.withLock { $0 }?.unopenedCount ?? 0 }
    }

    private static let accounts = ["ada", "bob", "eve"].map { DemoCast.Account($0) }

    private static func withPeople(
        _ body: (_ people: [Person]) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(
            accounts: Self.accounts.map { ($0.name, $0.password) })
        let stage = DemoCast.Stage(
            server: ServerAddress(host: server.host, port: server.port),
            fingerprint: server.fingerprint)
        var people: [Person] = []
        for account in Self.accounts { people.append(try await Person(account, stage)) }
        do { try await body(people) } catch {
            for person in people { await person.client.stop() }
            await server.stop()
            throw error
        }
        for person in people { await person.client.stop() }
        await server.stop()
    }

    private static func group(of people: [Person]) async throws -> String {
        var new = NewChat()
        new.kind = .group
        new.title = "team"
        new.members = Self.accounts.dropFirst().map(\.name)
        return try await people[0].client.newChat(new).id
    }

    @Test func whatIsPostedComesOnceAndInOrderToEverybody() async throws {
        try await Self.withPeople { people in
            let chat = try await Self.group(of: people)
            let texts = (0..<50).map { "line \($0)" }
            for text in texts {
                people[0].client.post(
                    Outgoing(chat: chat, clientID: Client.newMessageID(), text: text))
            }
            for person in people {
                var heard: [String] = []
                for await event in person.lines where event.kind == .message {
                    heard.append(event.text)
                    if heard.count == texts.count { break }
                }
                #expect(heard == texts)
            }
        }
    }

    @Test func voiceIsOpenedByWhoIsThereAfterEveryComingAndGoing() async throws {
        try await Self.withPeople { people in
            let (ada, bob, eve) = (people[0], people[1], people[2])
            var start = StartConference()
            start.chat = try await Self.group(of: people)
            guard
                case .conference(let entry) = try await ada.client.request(
                    .startConference(start))
            else { throw Failure.unexpectedAnswer }
            let adasNumber = try await ada.enter(entry.id)
            _ = try await bob.enter(entry.id)
            await ada.waitForNewcomer()
            ada.speak(from: 0)
            try await bob.waitForSpeech(of: adasNumber)
            #expect(bob.heard == [adasNumber])

            _ = try await eve.enter(entry.id)
            await ada.waitForNewcomer()
            ada.speak(from: 3)
            try await eve.waitForSpeech(of: adasNumber)
            #expect(eve.heard == [adasNumber])

            await bob.leave()
            eve.reception.removeAll()
            eve.reception.add(adasNumber, [])
            for await news in ada.news { if case .left = news { break } }
            ada.speak(from: 6)
            try await eve.waitForSpeech(of: adasNumber)
            #expect(eve.heard == [adasNumber])
            #expect(eve.unopenedCount == 0 && bob.unopenedCount == 0)
        }
    }
}
