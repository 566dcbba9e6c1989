import Media
import NIOCore
import Rooms
import SealedMedia
import Sessions
import Synchronization
import Units
import Wire

@testable import ClientRuntime

/// Somebody who is logged in, perhaps in a conference.
final class Person: Sendable {
    let client: Client
    let lines: AsyncStream<ChatEvent>
    let news: AsyncStream<Conference.News>
    let reception = Reception(playsVoice: true, decodesVideo: false)
    private let conference = Mutex<Conference?>(nil)
    private let newsEnd: AsyncStream<Conference.News>.Continuation

    init(
        _ account: DemoCast.Account, _ stage: DemoCast.Stage,
        _ limits: ClientLimits = ClientLimits(),
    ) async throws {
        let (lines, linesEnd) = AsyncStream.makeStream(of: ChatEvent.self)
        (self.news, self.newsEnd) = AsyncStream.makeStream(of: Conference.News.self)
        self.lines = lines
        let relay = Relay()
        self.client = try await account.logIn(stage, history: .after(0), limits: limits) { event in
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
    func enter(_ id: String, calling callees: [AccountName] = []) async throws -> UInt32 {
        try await self.enter(.conference(id), calling: callees)
    }

    func enter(
        _ destination: Destination, calling callees: [AccountName] = []
    ) async throws -> UInt32 {
        let conference = Conference(
            destination, client: self.client, as: .person, reception: self.reception,
            calling: callees,
            view: nil
        ) { [newsEnd] in newsEnd.yield($0) }
        self.conference.withLock { $0 = conference }
        self.relay.conference.withLock { $0 = conference }
        conference.publish(camera: nil, hasVoice: true)
        conference.enter()
        for await news in self.news {
            if case .entered(let roster) = news {
                // The server passes on what is said to be on, and nothing else.
                self.setDevices(microphone: true, camera: false)
                return roster.me
            }
            if case .failed(let failure) = news { throw failure }
        }
        throw Failure.unexpectedAnswer
    }

    func setDevices(microphone: Bool, camera: Bool) {
        self.conference.withLock { $0 }?.setDevices(microphone: microphone, camera: camera)
    }

    /// Everybody's devices as this client knows them now, by account.
    func devices() async throws -> [String: Devices] {
        let conference = self.conference.withLock { $0 }
        let roster = try await self.client.loop.submit { conference?.roster }.get()
        return Dictionary(
            (roster?.members.values.map { ($0.account, $0.devices) }) ?? [],
            uniquingKeysWith: { first, _ in first })
    }

    /// What this one would read aloud now.
    func words() async throws -> [String] {
        guard let conference = self.conference.withLock({ $0 }),
            let roster = try await self.client.loop.submit({ conference.roster }).get(),
            let others = roster.otherHolders,
            let me = try await self.client.loop.submit({ conference.holder }).get()
        else { throw Failure.unexpectedAnswer }
        return try AuthenticationWords(conference: conference.id, holders: others + [me]).words
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
