internal import Foundation
internal import GRDB
internal import Rooms
internal import Sessions
internal import Units

/// What the switchboard asks about logins.
extension GRDB.Database {
    /// Nil for who may not log in with a password: never known, deactivated, removed, a guest.
    func account(_ name: AccountName, passwordsSince: Timestamp?) throws -> AccountRecord? {
        let row = try Row.fetchOne(
            self,
            sql: """
                SELECT salt, iterations, stored_key, server_key, \(Self.mustChange) AS must_change
                FROM account
                WHERE name = :name AND is_active AND NOT is_removed AND salt IS NOT NULL
                """, arguments: Self.mustChange(name, passwordsSince))
        guard let row else { return nil }
        return AccountRecord(
            name: name,
            credential: SCRAMCredential(
                salt: row.octets("salt"), iterations: row["iterations"],
                storedKey: row.octets("stored_key"), serverKey: row.octets("server_key")),
            mustChangePassword: row["must_change"])
    }

    /// Because the administrator says so, or because it is a person's and older than a time.
    private static let mustChange = """
        (must_change OR coalesce(kind = :person AND password_set < :since, 0))
        """

    private static func mustChange(
        _ name: AccountName, _ since: Timestamp?
    ) -> StatementArguments {
        [
            "person": AccountKind.person.rawValue, "since": since?.milliseconds,
            "name": name.text,
        ]
    }

    // MARK: Passwords

    func changePassword(
        _ credential: SCRAMCredential, from old: [UInt8], _ token: TokenRecord, at now: Timestamp
    ) throws -> AccountProfile? {
        guard try self.profile(token.account) != nil else { return nil }
        try self.execute(
            sql: """
                UPDATE account SET salt = ?, iterations = ?, stored_key = ?, server_key = ?,
                    password_set = ?, must_change = 0
                WHERE name = ? AND stored_key = ?
                """,
            arguments: [
                Data(credential.salt), credential.iterations, Data(credential.storedKey),
                Data(credential.serverKey), now.milliseconds, token.account.text,
                Data(old),
            ])
        guard self.changesCount == 1 else { return nil }
        try self.execute(
            sql: "DELETE FROM token WHERE account = ?", arguments: [token.account.text])
        return try self.saveToken(token.digest, token.account, token.device, token.expires)
    }

    private func profile(_ name: AccountName) throws -> AccountProfile? {
        let row = try Row.fetchOne(
            self, sql: "SELECT * FROM account WHERE name = ?", arguments: [name.text])
        let ofGroups = try UInt32.fetchAll(
            self,
            sql: """
                SELECT rights FROM account_group WHERE name IN
                    (SELECT group_name FROM group_member WHERE account = ?)
                """, arguments: [name.text])
        let rights = ofGroups.reduce(try self.rights(of: .everyone)) {
            $0.union(Rights(rawValue: $1))
        }
        return row.flatMap { AccountProfile(row: $0, rights: rights) }
    }

    // MARK: Tokens

    func saveToken(
        _ digest: [UInt8], _ account: AccountName, _ device: [UInt8], _ expires: Timestamp
    ) throws -> AccountProfile? {
        guard let profile = try self.profile(account) else { return nil }
        // One token for a device: a new login makes the older ones useless.
        try self.execute(
            sql: "DELETE FROM token WHERE account = ? AND device = ?",
            arguments: [account.text, Data(device)])
        try self.execute(
            sql: "INSERT INTO token (digest, account, device, expires) VALUES (?, ?, ?, ?)",
            arguments: [Data(digest), account.text, Data(device), expires.milliseconds])
        return profile
    }

    func takeToken(
        _ digest: [UInt8], _ device: [UInt8], _ now: Timestamp, passwordsSince: Timestamp?
    ) throws -> AccountName? {
        try self.execute(
            sql: "DELETE FROM token WHERE expires <= ?", arguments: [now.milliseconds])
        let row = try Row.fetchOne(
            self, sql: "DELETE FROM token WHERE digest = ? RETURNING account, device",
            arguments: [Data(digest)])
        guard let row, row.octets("device") == device else { return nil }
        guard let name = AccountName(row["account"] as String) else { return nil }
        let mustChange = try Bool.fetchOne(
            self, sql: "SELECT \(Self.mustChange) FROM account WHERE name = :name",
            arguments: Self.mustChange(name, passwordsSince))
        guard mustChange == false else { return nil }
        return try self.profile(name) == nil ? nil : name
    }

    // MARK: Failed logins

    func keep(_ counts: [FailureCount], expired: Timestamp, countMaximum: Int) throws {
        for count in counts {
            let (isSource, key) = count.key.columns
            try self.execute(
                sql: "INSERT OR REPLACE INTO login_failure VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    isSource, key, count.since.milliseconds, count.failures,
                    count.names.map(\.text).sorted().joined(separator: " "),
                ])
        }
        try self.execute(
            sql: """
                DELETE FROM login_failure WHERE since <= :expired OR since <
                    (SELECT since FROM login_failure ORDER BY since DESC
                    LIMIT 1 OFFSET :last)
                """, arguments: ["expired": expired.milliseconds, "last": countMaximum - 1])
    }

    func forgetFailures(of name: AccountName) throws {
        let (isSource, key) = FailureCount.Key.name(name).columns
        try self.execute(
            sql: "DELETE FROM login_failure WHERE is_source = ? AND key = ?",
            arguments: [isSource, key])
    }

    func failures() throws -> [FailureCount] {
        try Row.fetchAll(self, sql: "SELECT * FROM login_failure").map { row in
            let names = (row["names"] as String).split(separator: " ")
            return FailureCount(
                key: FailureCount.Key(isSource: row["is_source"], key: row["key"]),
                since: Timestamp(milliseconds: row["since"]), failures: row["failures"],
                names: Set(names.map { AccountName($0) ?? .nobody }))
        }
    }

    // MARK: Presence

    func keep(_ presences: [AccountName: Presence]) throws {
        for (account, presence) in presences {
            if presence == .offline {
                try self.execute(
                    sql: "DELETE FROM presence WHERE account = ?", arguments: [account.text])
            } else {
                try self.execute(
                    sql: "INSERT OR REPLACE INTO presence VALUES (?, ?)",
                    arguments: [account.text, presence.rawValue])
            }
        }
    }
}

extension FailureCount.Key {
    /// The name that stands for all that no account can have is kept like the others.
    fileprivate init(isSource: Bool, key: String) {
        if isSource {
            self = .source(key)
        } else {
            self = .name(AccountName(key) ?? .nobody)
        }
    }

    fileprivate var columns: (isSource: Bool, key: String) {
        switch self {
        case .name(let name): (false, name.text)
        case .source(let source): (true, source)
        }
    }
}

extension Row {
    func octets(_ column: String) -> [UInt8] {
        (self[column] as Data?).map(Array.init) ?? []
    }
}
