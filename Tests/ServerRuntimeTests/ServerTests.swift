import Foundation
import Media
import Records
import Rooms
import SecureSockets
import Sessions
import Synchronization
import Testing
import Units
import Wire

@testable import ServerRuntime

/// The whole server over loopback: port, TLS, login, database.
struct ServerTests {
    private func withServer(
        _ body: (LocalServer) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(accounts: [
            (name: "ada", password: Array("lovelace".utf8)),
            (name: "bob", password: Array("builder".utf8)),
        ])
        do { try await body(server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func failure(_ client: TestClient) async -> ClientFailure? {
        client.start()
        return await client.first {
            if case .event(.failed(let failure)) = $0 { failure } else { nil }
        }
    }

    private func waitUntilOnline(_ client: TestClient) async {
        client.start()
        _ = await client.first { if case .event(.caughtUp) = $0 { true } else { nil } }
    }

    private func adaAndBob(on server: LocalServer) async throws -> (TestClient, TestClient) {
        let ada = try TestClient("ada", password: "lovelace", on: server, seed: 1)
        await self.waitUntilOnline(ada)
        let bob = try TestClient("bob", password: "builder", on: server, seed: 2)
        await self.waitUntilOnline(bob)
        return (ada, bob)
    }

    /// The ID of a new private chat.
    private func chat(of client: TestClient, with other: String) async -> String? {
        var new = NewChat()
        new.kind = .private
        new.members = [other]
        client.ask(.newChat(new))
        return await client.first { happening -> String? in
            if case .answer(.chat(let chat)?) = happening { chat.id } else { nil }
        }
    }

    @Test(arguments: [("ada", "wrong"), ("nobody", "lovelace"), ("ada", "")])
    func aWrongPasswordAndAnUnknownNameLookAlike(name: String, password: String) async throws {
        try await self.withServer { server in
            let client = try TestClient(name, password: password, on: server)
            let failure = await self.failure(client)
            #expect(failure == .loginRefused(Refusal.loginRefused.sentence))
        }
    }

    @Test func aMessageReachesTheOtherAndOutlivesTheConnection() async throws {
        try await self.withServer { server in
            let (ada, bob) = try await self.adaAndBob(on: server)
            let chat = await self.chat(of: ada, with: "bob")
            ada.post("hello", in: try #require(chat), id: 1)
            let posted = await ada.first { happening -> UInt64? in
                if case .event(.posted(_, let posted)) = happening { posted.revision } else { nil }
            }
            let received = await bob.first { happening -> ChatEvent? in
                guard case .event(.chatEvent(let event)) = happening else { return nil }
                return event.kind == .message ? event : nil
            }
            #expect(received?.text == "hello")
            #expect(received?.sender == "ada")
            #expect(received?.revision == posted)
            bob.stop()
            // Another device of bob's, which begins with nothing.
            let again = try TestClient("bob", password: "builder", on: server, seed: 3)
            again.start()
            let seen = await again.first { happening -> String? in
                guard case .event(.chatEvent(let event)) = happening else { return nil }
                return event.kind == .message ? event.text : nil
            }
            #expect(seen == "hello")
        }
    }

    @Test(arguments: [
        [UInt8](repeating: 0xA5, count: 1 << 20), [1, 0xFF, 0xFF, 0xFF], [1, 0, 0, 2, 0xFF, 0xFF],
        [2, 0, 0, 1, 0],
    ])
    func garbageAfterLoginEndsThatConnectionOnly(garbage: [UInt8]) async throws {
        try await self.withServer { server in
            let (ada, bob) = try await self.adaAndBob(on: server)
            ada.send(raw: garbage)
            let end = await ada.first { happening -> SocketEnd? in
                if case .disconnected(let end) = happening { end } else { nil }
            }
            #expect(end != nil)
            bob.ask(.listChats(ListChats()))
            let answer = await bob.first { happening -> Response.OneOf_Body? in
                if case .answer(let body) = happening { body } else { nil }
            }
            #expect(answer == .chatList(ChatList()))
            ada.stop()
        }
    }

    @Test func aRemovedAccountIsLoggedOutWhileTheServerRuns() async throws {
        try await self.withServer { server in
            let ada = try TestClient("ada", password: "lovelace", on: server)
            await self.waitUntilOnline(ada)
            try Administration(server.data) { _ in }.removeAccount("ada")
            let failure = await ada.first { happening -> ClientFailure? in
                if case .event(.failed(let failure)) = happening { failure } else { nil }
            }
            #expect(failure == .loggedOut(Refusal.loginRefused.sentence))
            let again = try TestClient("ada", password: "lovelace", on: server)
            #expect(await self.failure(again) == .loginRefused(Refusal.loginRefused.sentence))
        }
    }

    @Test func aDisconnectedAccountMayComeBack() async throws {
        try await self.withServer { server in
            let ada = try TestClient("ada", password: "lovelace", on: server)
            await self.waitUntilOnline(ada)
            try Administration(server.data) { _ in }.disconnect("ada")
            let failure = await ada.first { happening -> ClientFailure? in
                if case .event(.failed(let failure)) = happening { failure } else { nil }
            }
            #expect(
                failure == .loggedOut("the administrator has ended this login; log in again"))
            let again = try TestClient("ada", password: "lovelace", on: server)
            await self.waitUntilOnline(again)
            again.stop()
        }
    }

    @Test func theListShowsWhoIsOnline() async throws {
        var rooms = SwitchboardLimits()
        rooms.sweepInterval = .milliseconds(1)
        let accounts = ["ada", "bob"].map { (name: $0, password: Array("lovelace".utf8)) }
        let server = try await LocalServer.start(
            accounts: accounts, limits: SocketLimits(), rooms: rooms)
        let ada = try TestClient("ada", password: "lovelace", on: server)
        await self.waitUntilOnline(ada)
        let lines = Mutex<[String]>([])
        // It is written down behind the server's back; every answer gives it time.
        for _ in 0..<1000 where !lines.withLock({ $0.contains { $0.hasPrefix("ada\tonline\t") } }) {
            ada.ask(.ping(Ping()))
            _ = await ada.first { if case .answer = $0 { true } else { nil } }
            lines.withLock { $0 = [] }
            try Administration(server.data) { line in lines.withLock { $0.append(line) } }
                .listAccounts()
        }
        let states = lines.withLock { $0.map { $0.split(separator: "\t")[1] } }
        #expect(states == ["online", "offline"])
        ada.stop()
        await server.stop()
    }

    @Test func stoppingSaysGoodbyeAndRemovesTheData() async throws {
        let server = try await LocalServer.start(accounts: [
            (name: "ada", password: Array("lovelace".utf8))
        ])
        let ada = try TestClient("ada", password: "lovelace", on: server)
        await self.waitUntilOnline(ada)
        await server.stop()
        let end = await ada.first { happening -> SocketEnd? in
            if case .disconnected(let end) = happening { end } else { nil }
        }
        #expect(end == .closedByPeer)
        ada.stop()
        #expect(!FileManager.default.fileExists(atPath: server.data.path))
    }

    private func join(_ conference: String, _ client: TestClient) async -> UInt32? {
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        client.ask(.joinConference(join))
        return await client.first { happening -> UInt32? in
            if case .answer(.joined(let joined)?) = happening { joined.participant } else { nil }
        }
    }

    private func voice(_ participant: UInt32, number: UInt32) -> [UInt8] {
        let header = MediaHeader(
            participant: participant, kind: .voice, number: number, captureTime: 0,
            voiceLevel: 10)
        return MediaPiece.split(header.bytes + [UInt8](repeating: 7, count: 80), header: header)
            .flatMap(\.bytes)
    }

    /// Ada and Bob on connections of different loops, where there are several.
    @Test func mediaGoFromOneConferenceToItsOwnPeopleOnly() async throws {
        try await self.withServer { server in
            let (ada, bob) = try await self.adaAndBob(on: server)
            let chat = await self.chat(of: ada, with: "bob")
            for round in UInt32(0)..<2 {
                var start = StartConference()
                start.chat = try #require(chat)
                ada.ask(.startConference(start))
                let conference = await ada.first { happening -> String? in
                    if case .answer(.conference(let entry)?) = happening { entry.id } else { nil }
                }
                let joined = await self.join(conference ?? "", ada)
                let number = try #require(joined)
                let other = await self.join(conference ?? "", bob)
                #expect(other != nil)
                var on = SetDevices()
                on.devices.microphone = true
                ada.ask(.setDevices(on))
                _ = await ada.first { happening -> Bool? in
                    if case .answer(.done?) = happening { true } else { nil }
                }
                for index in UInt32(0)..<5 {
                    ada.send(raw: self.voice(number, number: 10 * round + index))
                }
                var heard: [UInt32] = []
                while heard.count < 5 {
                    let body = await bob.first { happening -> [UInt8]? in
                        if case .event(.media(let body)) = happening { body } else { nil }
                    }
                    let message = try #require(body).dropFirst(MediaFragment.headerLength)
                    heard.append(try MediaHeader(parsing: message).number)
                }
                #expect(heard == (0..<5).map { 10 * round + $0 })
                for client in [ada, bob] {
                    client.ask(.leaveConference(LeaveConference()))
                    _ = await client.first { happening -> Bool? in
                        if case .answer(.done?) = happening { true } else { nil }
                    }
                }
            }
            ada.stop()
            bob.stop()
        }
    }

    @Test func aFloodOfRequestsIsAnsweredWholeAndHurtsNobody() async throws {
        try await self.withServer { server in
            let (ada, bob) = try await self.adaAndBob(on: server)
            // Many times what may wait for the switchboard: reading pauses and goes on.
            let flood = 20 * Peer.controlWaitingMaximum
            for _ in 0..<flood { ada.ask(.ping(Ping())) }
            bob.ask(.listChats(ListChats()))
            let answer = await bob.first { happening -> Response.OneOf_Body? in
                if case .answer(let body) = happening { body } else { nil }
            }
            #expect(answer == .chatList(ChatList()))
            for _ in 0..<flood {
                let isAnswered = await ada.first { happening -> Bool? in
                    if case .answer(.done?) = happening { true } else { nil }
                }
                #expect(isAnswered == true)
            }
            ada.stop()
            bob.stop()
        }
    }
}
