import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// What the administrator changes while the server runs.
struct AccountChangeTests {
    let ada: AccountName
    let bob: AccountName

    init() throws {
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
    }

    private func loggedOut(_ desk: Desk, _ id: ConnectionID) -> [String] {
        (desk.told[id] ?? []).compactMap { event in
            if case .loggedOut(let news) = event { "\(news.cause): \(news.text)" } else { nil }
        }
    }

    // MARK: Ends

    @Test func aDeactivatedAccountsConnectionsAreAllCut() throws {
        var desk = try Desk("ada", "bob")
        let first = try desk.enter(1, "ada")
        let second = try desk.enter(2, "ada")
        let bob = try desk.enter(3, "bob")
        desk.feed(.accountsChanged([.init(name: self.ada, profile: nil)]))
        #expect(desk.closed == [first, second])
        let text = "login-refused: the server does not know this account with this password"
        #expect(self.loggedOut(desk, first) == [text])
        #expect(self.loggedOut(desk, second) == [text])
        #expect(self.loggedOut(desk, bob).isEmpty)
    }

    @Test func whoIsDisconnectedMayLogInAgain() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        desk.feed(
            .accountsChanged([.init(name: self.ada, profile: AccountProfile(), endsLogins: true)]))
        #expect(desk.closed == [ada])
        #expect(
            self.loggedOut(desk, ada) == [
                "login-refused: the administrator has ended this login; log in again"
            ])
        desk.feed(.closed(ada))
        _ = try desk.enter(2, "ada")
    }

    /// Deactivated between the password's check and the token that ends the login.
    @Test func whoMayNotLogInAnyMoreGetsNoSession() throws {
        var desk = try Desk("ada")
        try desk.store.database.setActive(false, self.ada)
        #expect(try !desk.logIn(ConnectionID(1), "ada", password: "ada"))
        #expect(desk.closed == [ConnectionID(1)])
    }

    /// Neither the words nor the salt tell a deactivated account from one that never was (L1.8).
    @Test func anUnknownNameHasOneSaltInEverySpelling() throws {
        var desk = try Desk("ada")
        try desk.store.database.setActive(false, self.ada)
        var salts: Set<[UInt8]> = []
        for (number, name) in ["ada", "ADA", "Ada"].enumerated() {
            let id = ConnectionID(UInt64(number))
            desk.feed(.opened(id, channelBinding: [1]))
            var client = SCRAMClient(
                account: name, nonce: [UInt8](repeating: 5, count: 18), binding: [1],
                primitives: .toy)
            var first = SCRAMFirst()
            first.message = .init(octets: client.first)
            guard case .scramChallenge(let challenge)? = desk.ask(id, .scramFirst(first)) else {
                throw Desk.Unexpected()
            }
            salts.insert(try client.challenge(challenge.message.octets).salt)
        }
        #expect(salts.count == 1)
        #expect(!salts.contains(Desk.salt))
    }

    // MARK: Rights

    @Test func aMissingRightIsNamed() throws {
        let session = Session(
            account: self.ada, device: Desk.device, connection: ConnectionID(1),
            profile: AccountProfile(rights: [Rights(.call)]))
        let switchboard = try Desk("ada").switchboard
        #expect(throws: Never.self) { try switchboard.require(.call, of: session) }
        let denial = #expect(throws: Denial.self) {
            try switchboard.require(.record, of: session)
        }
        #expect(denial?.cause == .accessDenied)
        #expect(
            denial?.sentence
                == "this needs the right 'record', which you do not have; ask the administrator")
    }

    @Test func rightsComeWithTheLoginAndChangeWhileItLasts() throws {
        var desk = try Desk("ada")
        try desk.store.database.changeRights(
            of: .everyone, remove: Rights.standard.subtracting(Rights(.call)))
        let first = try desk.enter(1, "ada")
        #expect(desk.switchboard.connections[first]?.session?.rights == Rights(.call))
        let profile = AccountProfile(displayName: "Ada", rights: [Rights(.call), Rights(.record)])
        desk.feed(.accountsChanged([.init(name: self.ada, profile: profile)]))
        #expect(desk.switchboard.connections[first]?.session?.profile == profile)
        #expect(desk.closed.isEmpty)
    }

    /// Who lacks a right is told which one, on every path that takes it (L1.13).
    @Test func everyPathAsksForItsRight() throws {
        var desk = try Desk("ada", "bob", "eve")
        let ada = try desk.enter(1, "ada")
        let bob = try desk.enter(2, "bob")
        let eve = try desk.enter(3, "eve")
        let group = try desk.group(ada, "team", with: "bob")
        guard case .chat(let chat)? = desk.ask(ada, Desk.newChat(.private, "", with: ["bob"]))
        else { throw Desk.Unexpected() }
        let conference = try desk.conference(ada, in: group)
        _ = try desk.joined(bob, conference)
        var stream = Wire.Stream()
        stream.kind = .content
        var publish = PublishStreams()
        publish.streams = [stream]
        var join = JoinConference()
        join.conference = conference
        join.kind = .recorder
        var (call, start) = (StartConference(), StartConference())
        (call.chat, start.chat) = (chat.id, group)
        var (gather, knock) = (StartConference(), JoinConference())
        (gather.invited, knock.kind, knock.calls) = (["bob"], .person, "ada")
        var invite = ConferenceAct()
        invite.invite = "eve"
        desk.goLive(eve)
        let requests: [(Right, ConnectionID, Request.OneOf_Body)] = [
            (.call, ada, .startConference(call)), (.create, ada, .startConference(start)),
            (.record, ada, .joinConference(join)), (.share, bob, .publishStreams(publish)),
            (.call, ada, .conferenceAct(invite)), (.call, ada, .startConference(gather)),
            (.call, eve, .joinConference(knock)),
        ]
        for (right, id, request) in requests {
            let name = try #require(desk.switchboard.connections[id]?.session?.account)
            var profile = AccountProfile(rights: Rights.standard.subtracting(Rights(right)))
            desk.feed(.accountsChanged([.init(name: name, profile: profile)]))
            guard case .refused(let refused)? = desk.ask(id, request) else {
                Issue.record("\(right) is not asked for")
                continue
            }
            #expect(refused.cause == "access-denied")
            #expect(refused.text == Denial.missing(right).sentence)
            profile.rights = .standard
            desk.feed(.accountsChanged([.init(name: name, profile: profile)]))
            #expect(Desk.refusal(desk.ask(id, request)) == nil, "\(right)")
        }
    }

    // MARK: Locks

    @Test func anUnlockedAccountMayTryAtOnce() throws {
        var desk = try Desk("ada")
        for number in UInt64(0)..<10 {
            #expect(try !desk.logIn(ConnectionID(number), "ada", password: "wrong"))
        }
        #expect(try !desk.logIn(ConnectionID(20), "ada", password: "ada"))
        #expect(try desk.store.snapshot().failures.count == 1)
        desk.feed(
            .accountsChanged([.init(name: self.ada, profile: AccountProfile(), isUnlocked: true)]))
        #expect(try desk.store.snapshot().failures.isEmpty)
        #expect(try desk.logIn(ConnectionID(21), "ada", password: "ada"))
    }

    @Test func aLockOutlivesTheServer() throws {
        var desk = try Desk("ada")
        for number in UInt64(0)..<10 {
            #expect(try !desk.logIn(ConnectionID(number), "ada", password: "wrong"))
        }
        try desk.restart()
        #expect(try !desk.logIn(ConnectionID(20), "ada", password: "ada"))
        desk.advance(.seconds(900))
        #expect(try desk.logIn(ConnectionID(21), "ada", password: "ada"))
    }

    // MARK: Presence

    @Test func presenceFollowsTheBusiestDevice() throws {
        var desk = try Desk("ada", "bob")
        #expect(desk.switchboard.presence(of: self.ada) == .offline)
        let ada = try desk.enter(1, "ada")
        let bob = try desk.enter(2, "bob")
        #expect(desk.switchboard.presence(of: self.ada) == .online)
        let chat = try desk.group(ada, "team", with: "bob")
        let conference = try desk.conference(ada, in: chat)
        #expect(desk.switchboard.presence(of: self.ada) == .online)
        _ = try desk.joined(ada, conference)
        _ = try desk.joined(bob, conference)
        _ = try desk.enter(3, "ada")
        #expect(desk.switchboard.presence(of: self.ada) == .hosting)
        #expect(desk.switchboard.presence(of: self.bob) == .busy)
        desk.ask(bob, .leaveConference(LeaveConference()))
        #expect(desk.switchboard.presence(of: self.bob) == .online)
    }

    @Test func theStoreIsToldOfPresencesOnceASweepAndOnlyOfChanges() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        _ = try desk.enter(2, "bob")
        #expect(desk.store.presences.isEmpty)
        desk.advance(.seconds(1))
        desk.feed(.timeout)
        #expect(desk.store.presences == [self.ada: .online, self.bob: .online])
        desk.feed(.closed(ada))
        #expect(desk.store.presences[self.ada] == .online)
        desk.advance(.seconds(1))
        desk.holdsStore = true
        desk.feed(.timeout)
        #expect(desk.held.map(\.1) == [.keepPresences([self.ada: .offline])])
        desk.advance(.seconds(1))
        desk.feed(.timeout)
        #expect(desk.held.count == 1)
    }

    @Test func theLastOneGoneIsWrittenDownBeforeTheSweepsRest() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        desk.feed(.timeout)
        desk.feed(.closed(ada))
        #expect(desk.switchboard.deadline != nil)
        desk.feed(.timeout)
        #expect(desk.store.presences == [self.ada: .offline])
        #expect(desk.switchboard.deadline == nil)
    }
}
