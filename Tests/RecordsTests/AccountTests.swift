import Records
import Rooms
import Sessions
import Testing
import Units

struct AccountTests {
    let files: TestDatabase
    var database: Database { self.files.database }
    let ada: AccountName
    let bob: AccountName
    let eve: AccountName

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        self.eve = try #require(AccountName("eve"))
        for name in [self.ada, self.bob, self.eve] { try self.add(name) }
    }

    static let time = Timestamp(milliseconds: 1_000_000)

    static func credential(_ octet: UInt8) -> SCRAMCredential {
        SCRAMCredential(
            salt: [octet], iterations: 4096, storedKey: [octet, 1], serverKey: [octet, 2])
    }

    private func add(_ name: AccountName) throws {
        try self.database.addAccount(name, Self.credential(1), at: Self.time)
    }

    private func saveToken(of name: AccountName) -> StoreReply? {
        self.database.perform([
            .saveToken(
                digest: [1], account: name, device: [1], expires: Timestamp(milliseconds: 5000))
        ]).first
    }

    private func tokenOwner() -> StoreReply? {
        self.database.perform([
            .takeToken(digest: [1], device: [1], now: Timestamp(milliseconds: 0))
        ]).first
    }

    /// What a running server sees of some work.
    private func changes(by work: () throws -> Void) throws -> [AccountChange] {
        let before = try self.database.newestAccountChange()
        try work()
        return try self.database.accountsChanged(after: before)?.changes ?? []
    }

    // MARK: Names

    @Test func aRemovedAccountsNameIsNeverGivenAgain() throws {
        try self.database.removeAccount(self.eve)
        #expect(self.database.perform([.findAccount(self.eve)]) == [.account(nil)])
        #expect(throws: RecordsError.accountExists(self.eve)) { try self.add(self.eve) }
        #expect(throws: RecordsError.noSuchAccount(self.eve)) {
            try self.database.setCredential(Self.credential(2), of: self.eve, at: Self.time)
        }
        #expect(throws: RecordsError.noSuchAccount(self.eve)) {
            try self.database.removeAccount(self.eve)
        }
        #expect(throws: RecordsError.noSuchAccount(self.eve)) {
            try self.database.setActive(true, self.eve)
        }
        let similar = try #require(AccountName("e-ve"))
        #expect(throws: RecordsError.looksLike(similar, self.eve)) { try self.add(similar) }
        #expect(try self.database.accounts().map(\.name) == [self.ada, self.bob])
    }

    @Test func aNameThatLooksLikeAnotherOrAGuestsIsRefused() throws {
        let similar = try #require(AccountName("b0b"))
        #expect(throws: RecordsError.looksLike(similar, self.bob)) { try self.add(similar) }
        let guest = try #require(AccountName("guest.1"))
        #expect(throws: RecordsError.reservedName(guest)) { try self.add(guest) }
        #expect(try self.database.accounts().count == 3)
    }

    // MARK: Cards

    @Test func aCardIsKeptEditedAndErased() throws {
        let zoe = try #require(AccountName("zoe"))
        let card = AccountCard(
            displayName: "Zoë", emails: ["zoe@example.org", "z@example.org"], phones: ["+49 30 1"],
            company: "Zoo")
        try self.database.addAccount(
            zoe, Self.credential(1), kind: .bot, card: card, at: Self.time)
        let added = try #require(try self.database.accounts().last)
        #expect(added.card == card)
        #expect(added.kind == .bot)
        #expect(added.created == Self.time)
        #expect(added.presence == .offline)
        let changes = try self.changes {
            try self.database.editAccount(zoe) { $0.displayName = "Zoe" }
        }
        let profile = AccountProfile(kind: .bot, displayName: "Zoe")
        #expect(changes == [AccountChange(name: zoe, profile: profile)])
        #expect(try self.database.accounts().last?.card.emails == card.emails)
        #expect(throws: RecordsError.badCard(reason: "'zoe' is no email address")) {
            try self.database.editAccount(zoe) { $0.emails = ["zoe"] }
        }
        try self.database.removeAccount(zoe)
        #expect(try self.database.accounts().map(\.name) == [self.ada, self.bob, self.eve])
    }

    @Test func theListIsSearchedByNameDisplayNameAndEmail() throws {
        try self.database.editAccount(self.bob) {
            $0.displayName = "Robert Ödön"
            $0.emails = ["Bob@Example.org"]
        }
        func found(_ text: String) throws -> [AccountName] {
            try self.database.accounts().filter { $0.matches(text) }.map(\.name)
        }
        #expect(try found("BO") == [self.bob])
        #expect(try found("ödö") == [self.bob])
        #expect(try found("example.ORG") == [self.bob])
        #expect(try found("e") == [self.bob, self.eve])
        #expect(try found("") == [self.ada, self.bob, self.eve])
        #expect(try found("nobody") == [])
    }

    // MARK: What a running server sees

    @Test func aChangeIsNoticedOnce() throws {
        let before = try self.database.newestAccountChange()
        #expect(try self.database.accountsChanged(after: before) == nil)
        try self.database.setCredential(Self.credential(2), of: self.bob, at: Self.time)
        let change = try #require(try self.database.accountsChanged(after: before))
        #expect(
            change.changes == [
                AccountChange(name: self.bob, profile: AccountProfile(), endsLogins: true)
            ])
        #expect(try self.database.accountsChanged(after: change.newest) == nil)
        let found = self.database.perform([.findAccount(self.bob)])
        #expect(
            found == [.account(AccountRecord(name: self.bob, credential: Self.credential(2)))])
    }

    @Test func deactivatingKeepsTheDataAndEndsLogins() throws {
        #expect(self.saveToken(of: self.bob) == .profile(AccountProfile()))
        try self.database.editAccount(self.bob) { $0.company = "Builders" }
        let changes = try self.changes { try self.database.setActive(false, self.bob) }
        #expect(changes == [AccountChange(name: self.bob, profile: nil, endsLogins: true)])
        #expect(self.tokenOwner() == .tokenOwner(nil))
        #expect(self.database.perform([.findAccount(self.bob)]) == [.account(nil)])
        #expect(self.saveToken(of: self.bob) == .profile(nil))
        #expect(try self.database.accounts().map(\.presence) == [.offline, .deactivated, .offline])
        let again = try self.changes { try self.database.setActive(true, self.bob) }
        #expect(again == [AccountChange(name: self.bob, profile: AccountProfile())])
        #expect(self.tokenOwner() == .tokenOwner(nil))
        let record = AccountRecord(name: self.bob, credential: Self.credential(1))
        #expect(self.database.perform([.findAccount(self.bob)]) == [.account(record)])
        #expect(try self.database.accounts()[1].card.company == "Builders")
    }

    @Test func disconnectingEndsLoginsAndTokensOnly() throws {
        _ = self.saveToken(of: self.ada)
        let changes = try self.changes { try self.database.endLogins(of: self.ada) }
        #expect(
            changes == [
                AccountChange(name: self.ada, profile: AccountProfile(), endsLogins: true)
            ])
        #expect(self.tokenOwner() == .tokenOwner(nil))
        // What came before is no reason to end logins once more.
        let after = try self.changes { try self.database.editAccount(self.ada) { _ in } }
        #expect(after == [AccountChange(name: self.ada, profile: AccountProfile())])
    }

    // MARK: Failed logins

    private func keep(_ counts: [FailureCount], expired: Int64 = 0, countMaximum: Int = 100) {
        let command = StoreCommand.keepFailures(
            counts, expired: Timestamp(milliseconds: expired), countMaximum: countMaximum)
        #expect(self.database.perform([command]) == [.stored])
    }

    private func count(_ key: FailureCount.Key, since: Int64) -> FailureCount {
        FailureCount(
            key: key, since: Timestamp(milliseconds: since), failures: 3,
            names: key == .source("ada") ? [self.ada, .nobody] : [])
    }

    @Test func failuresAreKeptExactlyAndForgotten() throws {
        let kept = [
            self.count(.name(self.ada), since: 5), self.count(.name(.nobody), since: 6),
            self.count(.source("ada"), since: 7),
        ]
        self.keep(kept)
        #expect(Set(try self.database.snapshot().failures) == Set(kept))
        #expect(self.database.perform([.forgetFailures(self.ada)]) == [.stored])
        #expect(Set(try self.database.snapshot().failures) == Set(kept.dropFirst()))
    }

    @Test func failuresAreBoundedInTimeAndNumber() throws {
        self.keep((1...5).map { self.count(.source("\($0)"), since: $0) })
        self.keep([], expired: 2)
        #expect(Set(try self.database.snapshot().failures.map(\.since.milliseconds)) == [3, 4, 5])
        self.keep([self.count(.source("9"), since: 9)], countMaximum: 2)
        #expect(Set(try self.database.snapshot().failures.map(\.since.milliseconds)) == [5, 9])
    }

    @Test func unlockingForgetsFailuresAndTellsTheServer() throws {
        self.keep([
            self.count(.name(self.ada), since: 5), self.count(.name(self.bob), since: 5),
        ])
        let changes = try self.changes { try self.database.unlock(self.ada) }
        #expect(
            changes == [
                AccountChange(name: self.ada, profile: AccountProfile(), isUnlocked: true)
            ])
        #expect(try self.database.snapshot().failures.map(\.key) == [.name(self.bob)])
    }

    // MARK: Presence

    @Test func presencesAreKeptUntilTheyAreCleared() throws {
        let command = StoreCommand.keepPresences([self.ada: .hosting, self.bob: .busy])
        #expect(self.database.perform([command]) == [.stored])
        #expect(try self.database.accounts().map(\.presence) == [.hosting, .busy, .offline])
        _ = self.database.perform([.keepPresences([self.ada: .offline])])
        #expect(try self.database.accounts().map(\.presence) == [.offline, .busy, .offline])
        try self.database.clearPresences()
        #expect(try self.database.accounts().map(\.presence) == [.offline, .offline, .offline])
    }
}
