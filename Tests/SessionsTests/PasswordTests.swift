import Records
import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// People change their passwords, by themselves or because the old one has expired (L1.9).
struct PasswordTests {
    private static let newPassword = "correct horse"

    private static func change(
        to password: String = newPassword, _ edit: (inout ChangePassword) -> Void = { _ in }
    ) -> Request.OneOf_Body {
        var change = ChangePassword(
            .make(
                password: Array(password.utf8), salt: [UInt8](repeating: 8, count: 16),
                iterations: Desk.iterations, primitives: .toy))
        edit(&change)
        return .changePassword(change)
    }

    private static func device(_ octet: UInt8) -> Device {
        var device = Desk.device
        device.identityKey = .init(octets: [UInt8](repeating: octet, count: 32))
        return device
    }

    private func loggedIn(_ answer: Response.OneOf_Body?) throws -> LoggedIn {
        guard case .loggedIn(let answer)? = answer else { throw Desk.Unexpected() }
        return answer
    }

    private func resume(_ token: [UInt8], _ number: UInt64, _ desk: inout Desk) -> Refusal? {
        var resume = Resume()
        (resume.token, resume.device) = (.init(octets: token), Desk.device)
        desk.feed(.opened(ConnectionID(number), channelBinding: [1]))
        return Desk.refusal(desk.ask(ConnectionID(number), .resume(resume)))
    }

    // MARK: By oneself

    @Test func theNewPasswordHoldsAndTheOldOneDoesNot() throws {
        var desk = try Desk("ada", "bob")
        let ada = try desk.enter(1, "ada")
        let answer = try self.loggedIn(desk.ask(ada, Self.change()))
        #expect(answer.account == "ada" && answer.serverMessage.isEmpty)
        #expect(desk.closed.isEmpty)
        #expect(try !desk.logIn(ConnectionID(2), "ada", password: "ada"))
        #expect(try desk.logIn(ConnectionID(3), "ada", password: Self.newPassword))
        #expect(try desk.logIn(ConnectionID(4), "bob", password: "bob"))
    }

    @Test func allOtherLoginsAndTokensEnd() throws {
        var desk = try Desk("ada", "bob")
        let bob = try desk.enter(1, "bob")
        let other = ConnectionID(2)
        #expect(try desk.logIn(other, "ada", password: "ada", device: Self.device(2)))
        let old = try self.loggedIn(desk.lastAnswer(to: other)).resumptionToken.octets
        let ada = try desk.enter(3, "ada")
        let before = try self.loggedIn(desk.lastAnswer(to: ada)).resumptionToken.octets
        let new = try self.loggedIn(desk.ask(ada, Self.change())).resumptionToken.octets
        #expect(desk.closed == [other])
        guard case .loggedOut(let news)? = desk.told[other]?.last else { throw Desk.Unexpected() }
        #expect(news.text == "the password was changed on another device; log in again")
        #expect(desk.told[bob] == nil)
        #expect(self.resume(before, 4, &desk) == .loginRefused)
        #expect(self.resume(old, 5, &desk) == .loginRefused)
        #expect(self.resume(new, 6, &desk) == nil)
    }

    /// Whoever knew the old password and was about to come in with it does not.
    @Test func loginsUnderWayWithTheOldPasswordAreCut() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        // The change is on its way to the store for as long as the test holds it back.
        desk.holdsStore = true
        desk.ask(ada, Self.change())
        let held = desk.held
        #expect(held.count == 1)
        desk.holdsStore = false
        desk.forgetHeld()
        let (late, waiting) = (ConnectionID(2), ConnectionID(3))
        var first = SCRAMFirst()
        first.message = .init(
            octets: SCRAMClient(
                account: "ADA", nonce: [UInt8](repeating: 5, count: 18), binding: [1],
                primitives: .toy
            ).first)
        desk.feed(.opened(waiting, channelBinding: [1]))
        desk.ask(waiting, .scramFirst(first))
        desk.feed(.opened(late, channelBinding: [1]))
        for (ticket, command) in held {
            desk.feed(.stored(ticket, desk.store.perform(command)))
        }
        #expect(desk.closed == [waiting])
        desk.ask(late, .scramFirst(first))
        guard case .scramChallenge? = desk.lastAnswer(to: late) else { throw Desk.Unexpected() }
    }

    @Test func aProofIsGoodForOneChangeAndFiveMinutes() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        _ = try self.loggedIn(desk.ask(ada, Self.change()))
        #expect(Desk.refusal(desk.ask(ada, Self.change(to: "other"))) == .accessDenied)
        #expect(try desk.logIn(ConnectionID(2), "ada", password: Self.newPassword))
        desk.advance(.seconds(301))
        #expect(Desk.refusal(desk.ask(ConnectionID(2), Self.change())) == .accessDenied)
    }

    @Test func aTokenIsNoProof() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        let token = try self.loggedIn(desk.lastAnswer(to: ada)).resumptionToken.octets
        #expect(self.resume(token, 2, &desk) == nil)
        #expect(Desk.refusal(desk.ask(ConnectionID(2), Self.change())) == .accessDenied)
    }

    @Test func whatCanBeNoPasswordIsRefused() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        let edits: [(inout ChangePassword) -> Void] = [
            { $0.salt = .init(octets: []) },
            // By these a stranger could tell the name from one that nobody has.
            { $0.salt = .init(octets: .init(repeating: 1, count: 17)) },
            { $0.iterations = 4097 }, { $0.iterations = .max },
            { $0.storedKey = .init(octets: [1]) },
            { $0.serverKey = .init(octets: .init(repeating: 1, count: 33)) },
        ]
        for edit in edits {
            #expect(Desk.refusal(desk.ask(ada, Self.change(edit))) == .protocolMismatch)
        }
        #expect(try desk.logIn(ConnectionID(2), "ada", password: "ada"))
    }

    /// Or an old password would never expire.
    @Test func theSamePasswordIsNoOther() throws {
        var desk = try Desk("ada")
        let ada = try desk.enter(1, "ada")
        _ = try self.loggedIn(desk.ask(ada, Self.change()))
        #expect(try desk.logIn(ConnectionID(2), "ada", password: Self.newPassword))
        #expect(Desk.refusal(desk.ask(ConnectionID(2), Self.change())) == .protocolMismatch)
    }

    @Test func whoseLinkBreaksHasEndedTheOtherLoginsAllTheSame() throws {
        var desk = try Desk("ada")
        let thief = try desk.enter(1, "ada")
        let ada = try desk.enter(2, "ada")
        desk.holdsStore = true
        desk.ask(ada, Self.change())
        let held = desk.held
        desk.holdsStore = false
        desk.forgetHeld()
        desk.feed(.closed(ada))
        for (ticket, command) in held {
            desk.feed(.stored(ticket, desk.store.perform(command)))
        }
        #expect(desk.closed == [thief])
    }

    @Test func ofTwoChangesAtOnceOneHolds() throws {
        var desk = try Desk("ada")
        let (first, second) = (try desk.enter(1, "ada"), try desk.enter(2, "ada"))
        desk.holdsStore = true
        desk.ask(first, Self.change(to: "of the first"))
        desk.ask(second, Self.change(to: "of the second"))
        let held = desk.held
        desk.holdsStore = false
        desk.forgetHeld()
        for (ticket, command) in held {
            desk.feed(.stored(ticket, desk.store.perform(command)))
        }
        #expect(Set(desk.closed) == [second])
        #expect(try desk.logIn(ConnectionID(3), "ada", password: "of the first"))
    }

    @Test func beforeALoginNobodyChangesAnything() throws {
        var desk = try Desk("ada")
        desk.feed(.opened(ConnectionID(1), channelBinding: [1]))
        for request in [Self.change(), .listPolicies(ListPolicies())] {
            #expect(Desk.refusal(desk.ask(ConnectionID(1), request)) == .accessDenied)
        }
    }

    // MARK: Expired

    /// A connection that has proved an expired password.
    private func expired(_ desk: inout Desk, _ number: UInt64 = 1) throws -> ConnectionID {
        let id = ConnectionID(number)
        #expect(try !desk.logIn(id, "ada", password: "ada"))
        #expect(Desk.refusal(desk.lastAnswer(to: id)) == .passwordExpired)
        return id
    }

    @Test func anOldPasswordLetsOneDoNothingButSetAnother() throws {
        var desk = try Desk("ada", "bob")
        try desk.store.database.setMustChangePassword(true, of: try #require(AccountName("ada")))
        let ada = try self.expired(&desk)
        #expect(desk.closed.isEmpty)
        #expect(desk.switchboard.connections[ada]?.session == nil)
        for request: Request.OneOf_Body in [
            .listChats(ListChats()), Desk.newChat(.private, "", with: ["bob"]),
            .whoAmI(WhoAmI()), .sync(Sync()), .startConference(StartConference()),
            .listConferences(ListConferences()), .scramFirst(SCRAMFirst()), .resume(Resume()),
        ] {
            #expect(Desk.refusal(desk.ask(ada, request)) == .accessDenied)
        }
        guard case .policyList(let list)? = desk.ask(ada, .listPolicies(ListPolicies())) else {
            throw Desk.Unexpected()
        }
        #expect(list.policies.contains { $0.name == "password-length" })
        let answer = try self.loggedIn(desk.ask(ada, Self.change()))
        #expect(!answer.serverMessage.isEmpty && !answer.resumptionToken.isEmpty)
        guard case .chatList? = desk.ask(ada, .listChats(ListChats())) else {
            throw Desk.Unexpected()
        }
        #expect(try desk.logIn(ConnectionID(2), "ada", password: Self.newPassword))
    }

    @Test func aPasswordExpiresWhenItsTimeIsOverAndNotBefore() throws {
        var desk = try Desk("ada")
        var policies = Policies()
        policies.passwords.ageMaximum = .seconds(86_400)
        desk.feed(.policiesChanged(policies))
        desk.live(86_400_000)
        _ = try desk.enter(1, "ada")
        let token = try self.loggedIn(desk.lastAnswer(to: ConnectionID(1))).resumptionToken.octets
        desk.live(1)
        _ = try self.expired(&desk, 2)
        // A token would make it last for ever.
        #expect(self.resume(token, 3, &desk) == .loginRefused)
    }

    @Test func onlyWhoKnowsTheOldPasswordHearsThatItHasExpired() throws {
        var desk = try Desk("ada")
        try desk.store.database.setMustChangePassword(true, of: try #require(AccountName("ada")))
        for (number, name) in ["ada", "nobody"].enumerated() {
            let id = ConnectionID(UInt64(number))
            #expect(try !desk.logIn(id, name, password: "wrong"))
            #expect(Desk.refusal(desk.lastAnswer(to: id)) == .loginRefused)
        }
        #expect(desk.closed.count == 2)
    }

    @Test func aChangeThatCannotBeKeptLeavesTheOldPassword() throws {
        var desk = try Desk("ada")
        let name = try #require(AccountName("ada"))
        try desk.store.database.setMustChangePassword(true, of: name)
        let ada = try self.expired(&desk)
        try desk.store.database.setActive(false, name)
        #expect(Desk.refusal(desk.ask(ada, Self.change())) == .loginRefused)
        #expect(desk.closed == [ada])
        try desk.store.database.setActive(true, name)
        _ = try self.expired(&desk, 2)
    }
}
