import Media
import NIOCore
import Rooms
import SecureSockets
import ServerRuntime
import Sessions
import Synchronization
import Testing
import Units
import Wire

@testable import ClientRuntime

/// The client against the real server in the same process: real TLS, login, sealing and database.
@Suite(.serialized) struct ServerInProcessTests {
    private static let accounts = ["ada", "bob", "eve"].map { DemoCast.Account($0) }

    /// - Parameter body: the last one, eve, is connected through the proxy.
    private static func withPeople(
        limits: ClientLimits = ClientLimits(),
        _ body: (_ people: [Person], _ proxy: CuttingProxy) async throws -> Void,
    ) async throws {
        let server = try await LocalServer.start(
            accounts: Self.accounts.map { ($0.name, $0.password) })
        let proxy = try await CuttingProxy.start(to: server.port)
        var people: [Person] = []
        let result: Result<Void, any Error>
        do {
            for account in Self.accounts {
                let port = account.name == "eve" ? proxy.port : server.port
                let stage = DemoCast.Stage(
                    server: ServerAddress(host: server.host, port: port),
                    fingerprint: server.fingerprint)
                people.append(try await Person(account, stage, limits))
            }
            result = .success(try await body(people, proxy))
        } catch { result = .failure(error) }
        for person in people { await person.client.stop() }
        await proxy.stop()
        await server.stop()
        try result.get()
    }

    private static func group(of people: [Person]) async throws -> String {
        var new = NewChat()
        new.kind = .group
        new.title = "team"
        new.members = Self.accounts.dropFirst().map(\.name)
        return try await people[0].client.newChat(new).id
    }

    /// Started by the first, in a group of all.
    private static func conference(of people: [Person]) async throws -> String {
        var start = StartConference()
        start.chat = try await Self.group(of: people)
        guard
            case .conference(let entry) = try await people[0].client.request(
                .startConference(start))
        else { throw Failure.unexpectedAnswer }
        return entry.id
    }

    @Test func aNewPasswordIsCheckedByTheServersRulesAndHolds() async throws {
        try await Self.withPeople { people, _ in
            let client = people[0].client
            func keys(of password: String) -> SCRAMKeys {
                SCRAMKeys.derive(
                    password: Array(password.utf8), salt: [UInt8](repeating: 3, count: 16),
                    iterations: SCRAMIterations.standard, primitives: .openSSL)
            }
            let weak = await #expect(throws: Failure.self) {
                try await client.changePassword(to: Array("ada".utf8), keys(of: "ada"))
            }
            #expect(
                weak?.message
                    == "this password is not accepted: it has fewer than 10 characters, it contains the account's name"
            )
            #expect(weak?.exitCode == .badData)
            let new = "correct horse"
            try await client.changePassword(to: Array(new.utf8), keys(of: new))
            var login = client.login
            login.password = { Array(new.utf8) }
            let again = try await Client.logIn(login, history: .never) { _ in }
            await again.stop()
            let old = await #expect(throws: Failure.self) {
                try await Client.logIn(client.login, history: .never) { _ in }
            }
            #expect(old?.exitCode == .notPermitted)
        }
    }

    @Test func whatIsPostedComesOnceAndInOrderToEverybody() async throws {
        try await Self.withPeople { people, _ in
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

    /// By her name alone: which conference it is, the server says (L1.26).
    @Test func whoCallsTheOwnerIsLetIn() async throws {
        try await Self.withPeople { people, _ in
            let (ada, eve) = (people[0], people[2])
            var start = StartConference()
            start.chat = try await Self.group(of: people)
            start.setup.approvesCallers = true
            guard
                case .conference(let entry) = try await ada.client.request(
                    .startConference(start))
            else { throw Failure.unexpectedAnswer }
            _ = try await ada.enter(entry.id)
            let owner = try #require(AccountName("ada"))
            let number = try await eve.enter(.owner(owner))
            #expect(number > 1)
            await ada.waitForNewcomer()
        }
    }

    @Test func voiceIsOpenedByWhoIsThereAfterEveryComingAndGoing() async throws {
        try await Self.withPeople { people, _ in
            let (ada, bob, eve) = (people[0], people[1], people[2])
            let conference = try await Self.conference(of: people)
            let adasNumber = try await ada.enter(conference)
            _ = try await bob.enter(conference)
            await ada.waitForNewcomer()
            ada.speak(from: 0)
            try await bob.waitForSpeech(of: adasNumber)
            #expect(bob.heard == [adasNumber])

            _ = try await eve.enter(conference)
            await ada.waitForNewcomer()
            ada.speak(from: 3)
            try await eve.waitForSpeech(of: adasNumber)
            #expect(eve.heard == [adasNumber])

            await bob.leave()
            eve.reception.removeAll(but: [])
            eve.reception.add(adasNumber, [])
            for await news in ada.news { if case .left = news { break } }
            ada.speak(from: 6)
            try await eve.waitForSpeech(of: adasNumber)
            #expect(eve.heard == [adasNumber])
            #expect(eve.unopenedCount == 0 && bob.unopenedCount == 0)
        }
    }

    /// Everybody computes them alone, from what the server said.
    @Test func allFindTheSameWords() async throws {
        try await Self.withPeople { people, _ in
            let conference = try await Self.conference(of: people)
            for person in people { _ = try await person.enter(conference) }
            await people[0].waitForNewcomer()
            await people[0].waitForNewcomer()
            await people[1].waitForNewcomer()
            var words: Set<[String]> = []
            for person in people { words.insert(try await person.words()) }
            #expect(words.count == 1)
            let before = words
            await people[2].leave()
            _ = try await people[2].enter(conference)
            #expect(before != [try await people[2].words()])
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func aCallEndsWhenTheOtherDeclines() async throws {
        try await Self.withPeople { people, _ in
            var new = NewChat()
            new.kind = .private
            new.members = ["bob"]
            var start = StartConference()
            start.chat = try await people[0].client.newChat(new).id
            start.setup = ConferenceSetup(ConferenceSettings(.call), showsPIN: true)
            guard
                case .conference(let entry) = try await people[0].client.request(
                    .startConference(start))
            else { throw Failure.unexpectedAnswer }
            _ = try await people[0].enter(entry.id, calling: [try #require(AccountName("bob"))])
            var answer = AnswerInvitation()
            answer.conference = entry.id
            // It rings in an instant; until then there is nothing to decline.
            while (try? await people[1].client.request(.answerInvitation(answer))) == nil {
                try Task.checkCancellation()
            }
            for await news in people[0].news {
                guard case .failed(let failure) = news else { continue }
                #expect(failure.exitCode == .unavailable)
                #expect(failure.message.hasPrefix("bob: "))
                break
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func whoIsRemovedIsToldSoAndNotThatItIsOver() async throws {
        try await Self.withPeople { people, _ in
            let conference = try await Self.conference(of: people)
            _ = try await people[0].enter(conference)
            let bob = try await people[1].enter(conference)
            await people[0].waitForNewcomer()
            var act = ConferenceAct()
            act.remove.these.participants = [bob]
            _ = try await people[0].client.request(.conferenceAct(act))
            for await news in people[1].news {
                if case .ended = news { Issue.record("it is not over"); break }
                guard case .failed(let failure) = news else { continue }
                #expect(failure.exitCode == .notPermitted)
                break
            }
        }
    }

    /// More than the server passes on at once; the last of it counts.
    @Test(.timeLimit(.minutes(5)))
    func whatABusyServerDidNotTakeIsToldAgain() async throws {
        try await Self.withPeople { people, _ in
            let (ada, bob) = (people[0], people[1])
            let conference = try await Self.conference(of: people)
            let adasNumber = try await ada.enter(conference)
            _ = try await bob.enter(conference)
            for count in 0..<40 {
                ada.setDevices(microphone: count.isMultiple(of: 2), camera: false)
            }
            ada.setDevices(microphone: false, camera: true)
            for await news in bob.news {
                guard case .changed(let roster) = news else { continue }
                if roster.members[adasNumber]?.devices.camera == true { break }
            }
        }
    }

    /// Cut, or without a word: the client notices, comes back, and nobody sees anything of it.
    @Test(arguments: [true, false])
    func whoseConnectionIsLostGoesOnAsTheSameParticipant(isCut: Bool) async throws {
        var limits = ClientLimits()
        limits.conferencePingInterval = .milliseconds(50)
        limits.conferenceSilenceMaximum = .milliseconds(500)
        try await Self.withPeople(limits: limits) { people, proxy in
            let (ada, eve) = (people[0], people[2])
            let conference = try await Self.conference(of: people)
            let adasNumber = try await ada.enter(conference)
            let old = try await eve.enter(conference)
            await ada.waitForNewcomer()
            if isCut { proxy.cut() } else { proxy.swallow() }
            // Said while the connection is gone, or about to be; once, in order, nothing missing.
            let chat = try await Self.chat(of: ada)
            let texts = (0..<20).map { "line \($0)" }
            for text in texts {
                eve.client.post(Outgoing(chat: chat, clientID: Client.newMessageID(), text: text))
            }
            var new: UInt32?
            for await news in eve.news {
                guard case .entered(let roster) = news else { continue }
                new = roster.me
                #expect(roster.members.values.map(\.account).sorted() == ["ada", "eve"])
                break
            }
            var comings: [String] = []
            for await news in ada.news {
                switch news {
                case .joined(let number, _): comings.append("\(number) joined")
                case .left(_, let number, _, _): comings.append("\(number) left")
                case .returned(let from, let number, _):
                    comings.append("\(from) is \(number)")
                default: continue
                }
                break
            }
            #expect(comings == ["\(old) is \(try #require(new))"])
            ada.speak(from: 0)
            try await eve.waitForSpeech(of: adasNumber)
            #expect(eve.heard == [adasNumber])
            eve.speak(from: 0)
            try await ada.waitForSpeech(of: try #require(new))
            #expect(ada.heard == [try #require(new)])
            var heard: [String] = []
            for await event in ada.lines where event.kind == .message {
                heard.append(event.text)
                if heard.count == texts.count { break }
            }
            #expect(heard == texts)
        }
    }

    /// Coming back tells the server nothing that the person has not done.
    @Test(.timeLimit(.minutes(1))) func whomAModeratorHasMutedComesBackMute() async throws {
        try await Self.withPeople { people, proxy in
            let (ada, bob, eve) = (people[0], people[1], people[2])
            let conference = try await Self.conference(of: people)
            _ = try await ada.enter(conference)
            let old = try await eve.enter(conference)
            for await news in ada.news {
                guard case .changed(let roster) = news else { continue }
                if roster.members[old]?.devices.microphone == true { break }
            }
            var act = ConferenceAct()
            act.turnOff.device = .microphone
            act.turnOff.whom.these.participants = [old]
            _ = try await ada.client.request(.conferenceAct(act))
            for await news in eve.news {
                guard case .changed(let roster) = news else { continue }
                if roster.members[old]?.devices.microphone == false { break }
            }
            proxy.cut()
            for await news in eve.news { if case .entered = news { break } }
            // What she says on coming in has arrived when this is answered.
            _ = try await eve.client.chats()
            _ = try await bob.enter(conference)
            #expect(try await bob.devices()["eve"]?.microphone == false)
            // Her own act counts.
            eve.setDevices(microphone: true, camera: false)
            for await news in bob.news {
                guard case .changed(let roster) = news else { continue }
                let others = roster.members.values.filter { $0.account == "eve" }
                if others.contains(where: \.devices.microphone) { break }
            }
        }
    }

    /// Acts as messages: each of them once, whatever becomes of the connection meanwhile.
    @Test(.timeLimit(.minutes(5)))
    func whatIsDoneOverALostConnectionIsDoneOnce() async throws {
        try await Self.withPeople { people, proxy in
            let (ada, eve) = (people[0], people[2])
            let chat = try await Self.group(of: people)
            eve.client.post(Outgoing(chat: chat, clientID: Client.newMessageID(), text: "draft"))
            var message: UInt64 = 0
            for await event in eve.lines where event.kind == .message {
                message = event.revision
                break
            }
            let texts = (0..<20).map { "version \($0)" }
            for (number, text) in texts.enumerated() {
                var edit = Edit()
                edit.message = message
                edit.text = text
                eve.client.post(
                    Outgoing(chat: chat, clientID: Client.newMessageID(), .edit(edit)))
                if number == 10 { proxy.cut() }
            }
            eve.client.post(
                Outgoing(
                    chat: chat, clientID: Client.newMessageID(), .react(React(message, "🎉"))))
            var heard: [String] = []
            for await event in ada.lines {
                if event.kind == .edited { heard.append(event.text) }
                if event.kind == .reacted { break }
            }
            #expect(heard == texts)
        }
    }

    private static func chat(of person: Person) async throws -> String {
        try #require(await person.client.chats().first).id
    }
}
