import GRDB
import Rooms
import Sessions
import Testing
import Units

@testable import Records

/// How old passwords are, and what changing one does.
struct PasswordRecordsTests {
    private let files: TestDatabase
    private var database: Records.Database { self.files.database }
    private let ada: AccountName
    private static let day: Int64 = 86_400_000

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        try self.database.addAccount(self.ada, Self.credential(1), at: Self.time(0))
    }

    private static func time(_ days: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_000_000 + days * Self.day)
    }

    private static func credential(_ octet: UInt8) -> SCRAMCredential {
        SCRAMCredential(
            salt: [octet], iterations: 4096, storedKey: [octet, 1], serverKey: [octet, 2])
    }

    private func mustChange(since days: Int64?) -> Bool? {
        let command = StoreCommand.findAccount(
            self.ada, passwordsSince: days.map { Self.time($0) })
        guard case .account(let record?)? = self.database.perform([command]).first else {
            return nil
        }
        return record.mustChangePassword
    }

    private func save(_ digest: UInt8, device: UInt8) -> StoreCommand {
        .saveToken(
            digest: [digest], account: self.ada, device: [device], expires: Self.time(99))
    }

    private func take(_ digest: UInt8, device: UInt8, since days: Int64? = nil) -> StoreCommand {
        .takeToken(
            digest: [digest], device: [device], now: Self.time(0),
            passwordsSince: days.map { Self.time($0) })
    }

    private func change(_ octet: UInt8, from old: UInt8 = 1, at days: Int64) -> StoreReply? {
        let token = TokenRecord(
            digest: [9], account: self.ada, device: [1], expires: Self.time(99))
        return self.database.perform([
            .changePassword(
                Self.credential(octet), from: [old, 1], token, at: Self.time(days))
        ]).first
    }

    @Test func aPasswordIsAsOldAsItsLastChange() throws {
        #expect(self.mustChange(since: nil) == false)
        #expect(self.mustChange(since: 0) == false)
        #expect(self.mustChange(since: 1) == true)
        #expect(self.change(2, at: 5) == .profile(AccountProfile()))
        #expect(self.mustChange(since: 5) == false)
        #expect(self.mustChange(since: 6) == true)
        try self.database.setCredential(Self.credential(3), of: self.ada, at: Self.time(7))
        #expect(self.mustChange(since: 7) == false)
    }

    @Test func theAdministratorCanAskForAnotherOne() throws {
        try self.database.setMustChangePassword(true, of: self.ada)
        #expect(self.mustChange(since: nil) == true)
        _ = self.change(2, at: 1)
        #expect(self.mustChange(since: nil) == false)
        try self.database.setCredential(
            Self.credential(3), of: self.ada, mustChange: true, at: Self.time(2))
        #expect(self.mustChange(since: nil) == true)
        try self.database.setMustChangePassword(false, of: self.ada)
        #expect(self.mustChange(since: nil) == false)
    }

    @Test func aProgramsPasswordDoesNotGrowOld() throws {
        let bot = try #require(AccountName("bot"))
        try self.database.addAccount(bot, Self.credential(1), kind: .bot, at: Self.time(0))
        let found = self.database.perform([.findAccount(bot, passwordsSince: Self.time(9))])
        #expect(
            found == [.account(AccountRecord(name: bot, credential: Self.credential(1)))])
    }

    @Test func anExpiredPasswordsTokensAreWorthNothing() throws {
        let replies = self.database.perform([
            self.save(1, device: 1), self.take(1, device: 1, since: 1),
            self.save(2, device: 1), self.take(2, device: 1, since: 0),
        ])
        #expect(replies[1] == .tokenOwner(nil))
        #expect(replies[3] == .tokenOwner(self.ada))
        _ = self.database.perform([self.save(3, device: 1)])
        try self.database.setMustChangePassword(true, of: self.ada)
        #expect(self.database.perform([self.take(3, device: 1)]) == [.tokenOwner(nil)])
    }

    @Test func anotherPasswordLeavesOneTokenAndIsNoNewsToTheServer() throws {
        _ = self.database.perform([self.save(1, device: 1), self.save(2, device: 2)])
        let before = try self.database.newestAccountChange()
        #expect(self.change(2, at: 0) == .profile(AccountProfile()))
        #expect(try self.database.newestAccountChange() == before)
        let replies = self.database.perform([
            self.take(1, device: 1), self.take(2, device: 2), self.take(9, device: 1),
            .findAccount(self.ada),
        ])
        #expect(replies[0...1] == [.tokenOwner(nil), .tokenOwner(nil)])
        #expect(replies[2] == .tokenOwner(self.ada))
        #expect(
            replies[3] == .account(AccountRecord(name: self.ada, credential: Self.credential(2))))
    }

    /// The administrator, or another device, was faster.
    @Test func whoHasProvedAPasswordThatHoldsNoMoreChangesNothing() throws {
        try self.database.setCredential(
            Self.credential(3), of: self.ada, mustChange: true, at: Self.time(0))
        _ = self.database.perform([self.save(2, device: 2)])
        #expect(self.change(2, from: 1, at: 0) == .profile(nil))
        #expect(self.mustChange(since: nil) == true)
        #expect(
            self.database.perform([.findAccount(self.ada)]) == [
                .account(
                    AccountRecord(
                        name: self.ada, credential: Self.credential(3), mustChangePassword: true))
            ])
        try self.database.setMustChangePassword(false, of: self.ada)
        #expect(self.database.perform([self.take(2, device: 2)]) == [.tokenOwner(self.ada)])
    }

    @Test func whoMayNotLogInChangesNothing() throws {
        try self.database.setActive(false, self.ada)
        #expect(self.change(2, at: 1) == .profile(nil))
        try self.database.setActive(true, self.ada)
        #expect(
            self.database.perform([.findAccount(self.ada)]) == [
                .account(AccountRecord(name: self.ada, credential: Self.credential(1)))
            ])
    }

    @Test func passwordsFromBeforeAreAsOldAsTheirAccounts() throws {
        let queue = try DatabaseQueue()
        try Migrations.all.migrate(queue, upTo: "9 policies")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO account (name, salt, iterations, created, changed)
                        VALUES ('ada', x'01', 4096, 5000, 0)
                    """)
        }
        try Migrations.all.migrate(queue)
        let set = try queue.read { database in
            try Int.fetchOne(database, sql: "SELECT password_set FROM account")
        }
        #expect(set == 5000)
    }
}
