import GRDB
import Rooms
import Sessions
import Testing

@testable import Records

/// What the administrator sets outlives the server.
struct PolicyRecordsTests {
    private static func keep(
        _ name: String, _ value: String, _ database: Records.Database,
        _ policies: inout Policies
    ) throws {
        let policy = try #require(Policy.named(name))
        #expect(policy.set(value, in: &policies))
        try database.keep(policy, asIn: policies)
    }

    @Test func policiesAreTheStandardOnesUntilTheyAreSet() throws {
        let files = try TestDatabase()
        #expect(try files.database.policies() == Policies())
        var expected = Policies()
        for (name, value) in [("password-classes", "digit,special"), ("edit-window", "always")] {
            try Self.keep(name, value, files.database, &expected)
        }
        try Self.keep("file-types", "only pdf", files.database, &expected)
        #expect(expected.files.types == .only(["pdf"]))
        #expect(try files.database.policies() == expected)
        #expect(try files.database.snapshot().policies == expected)
        for policy in Policy.all { try files.database.keep(policy, asIn: Policies()) }
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
        let policies = try queue.read { try $0.policyReading().policies }
        #expect(
            policies.passwords
                == PasswordPolicy(
                    lengthMinimum: 14, classes: [.digit, .special], refusesName: false))
        #expect(policies.lockout == LockoutPolicy(failuresMaximum: 5, windowMinutes: 60))
    }

    @Test func whatNobodyCanReadIsNotSetAndStaysWithTheOthers() throws {
        let files = try TestDatabase()
        try files.database.administer { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('file-size', 'huge'), ('of-tomorrow', '1'),
                        ('edit-window', '3d')
                    """)
        }
        var expected = PolicyReading()
        expected.policies.chats.editWindow = .seconds(3 * 86_400)
        expected.unreadable = ["file-size huge", "of-tomorrow 1"]
        #expect(try files.database.policyReading() == expected)
        // Another policy's row is its own; this one's is put right by setting it.
        try Self.keep("file-types", "not exe", files.database, &expected.policies)
        #expect(try files.database.policyReading() == expected)
        try Self.keep("file-size", "100M", files.database, &expected.policies)
        expected.unreadable = ["of-tomorrow 1"]
        #expect(try files.database.policyReading() == expected)
    }
}
