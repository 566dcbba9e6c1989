import GRDB
import Rooms
import Sessions
import Testing

@testable import Records

/// What the administrator sets outlives the server.
struct PolicyRecordsTests {
    @Test func policiesAreTheStandardOnesUntilTheyAreSet() throws {
        let files = try TestDatabase()
        #expect(try files.database.policies() == Policies())
        let changed = try files.database.changePolicies { policies in
            policies.passwords.classes = [.digit, .special]
            policies.chats.editWindow = nil
        }
        try files.database.changePolicies { $0.files.types = .only(["pdf"]) }
        var expected = changed
        expected.files.types = .only(["pdf"])
        #expect(try files.database.policies() == expected)
        #expect(try files.database.snapshot().policies == expected)
        try files.database.changePolicies { $0 = Policies() }
        #expect(try files.database.policies() == Policies())
        let rows = try files.database.inspect { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM setting")
        }
        #expect(rows == 0)
    }

    @Test func whatAnOlderServerHasKeptIsKept() throws {
        let queue = try DatabaseQueue()
        try Migrations.all.migrate(queue, upTo: "8 audit")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('password-length', '14'),
                        ('password-classes', 'digit special'), ('password-refuses-name', 'false'),
                        ('login-failures', '5'), ('login-window', '60')
                    """)
        }
        try Migrations.all.migrate(queue)
        let policies = try queue.read { try $0.policies() }
        #expect(
            policies.passwords
                == PasswordPolicy(
                    lengthMinimum: 14, classes: [.digit, .special], refusesName: false))
        #expect(policies.lockout == LockoutPolicy(failuresMaximum: 5, windowMinutes: 60))
    }

    @Test func whatNobodyCanReadIsNotSet() throws {
        let files = try TestDatabase()
        try files.database.administer { database in
            try database.execute(
                sql: "INSERT INTO setting VALUES ('file-size', 'huge'), ('of-tomorrow', '1')")
        }
        #expect(try files.database.policies() == Policies())
    }
}
