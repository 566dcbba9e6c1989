internal import Foundation
internal import GRDB
public import Rooms
public import Sessions
public import Units

/// An account as an administrator's list shows it.
public struct AccountSummary: Sendable, Hashable {
    public var name: AccountName
    public var created: Timestamp
}

extension Database {
    /// Adds an account; a name that was ever taken is taken for good.
    public func addAccount(
        _ name: AccountName, _ credential: SCRAMCredential, at now: Timestamp
    ) throws(RecordsError) {
        let isAdded = try self.administer { database in
            try database.execute(
                sql: """
                    INSERT INTO account
                        (name, salt, iterations, stored_key, server_key, created, changed)
                    VALUES (?, ?, ?, ?, ?, ?, \(Self.nextChange))
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    name.text, Data(credential.salt), credential.iterations,
                    Data(credential.storedKey), Data(credential.serverKey), now.milliseconds,
                ])
            return database.changesCount == 1
        }
        guard isAdded else { throw .accountExists(name) }
    }

    public func accounts() throws(RecordsError) -> [AccountSummary] {
        try self.inspect { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, created FROM account WHERE NOT is_removed ORDER BY name"
            ).compactMap { row in
                AccountName(row["name"] as String).map {
                    AccountSummary(name: $0, created: Timestamp(milliseconds: row["created"]))
                }
            }
        }
    }

    /// Sets a new password and makes every resumption token of the account useless.
    public func setCredential(
        _ credential: SCRAMCredential, of name: AccountName
    ) throws(RecordsError) {
        let isSet = try self.administer { database in
            try database.execute(
                sql: """
                    UPDATE account SET salt = ?, iterations = ?, stored_key = ?, server_key = ?,
                        changed = \(Self.nextChange)
                    WHERE name = ? AND NOT is_removed
                    """,
                arguments: [
                    Data(credential.salt), credential.iterations, Data(credential.storedKey),
                    Data(credential.serverKey), name.text,
                ])
            let isSet = database.changesCount == 1
            try database.execute(
                sql: "DELETE FROM token WHERE account = ?", arguments: [name.text])
            return isSet
        }
        guard isSet else { throw .noSuchAccount(name) }
    }

    /// Takes the account away; what it said stays under its name.
    public func removeAccount(_ name: AccountName) throws(RecordsError) {
        let isRemoved = try self.administer { database in
            try database.execute(
                sql: """
                    UPDATE account SET is_removed = 1, salt = NULL, stored_key = NULL,
                        server_key = NULL, changed = \(Self.nextChange)
                    WHERE name = ? AND NOT is_removed
                    """, arguments: [name.text])
            let isRemoved = database.changesCount == 1
            try database.execute(
                sql: "DELETE FROM token WHERE account = ?", arguments: [name.text])
            return isRemoved
        }
        guard isRemoved else { throw .noSuchAccount(name) }
    }

    /// The newest change of any account; grows with every one.
    public func newestAccountChange() throws(RecordsError) -> Int64 {
        try self.inspect { database in try Self.newestChange(database) }
    }

    /// Accounts that were added, changed or removed after a change; nil if there are none.
    public func accountsChanged(
        after change: Int64
    ) throws(RecordsError) -> (names: Set<AccountName>, newest: Int64)? {
        try self.inspect { database in
            let newest = try Self.newestChange(database)
            guard newest > change else { return nil }
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM account WHERE changed > ?", arguments: [change])
            return (Set(names.compactMap { AccountName($0) }), newest)
        }
    }

    private static func newestChange(_ database: GRDB.Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(changed) FROM account") ?? 0
    }

    private static let nextChange = "(SELECT coalesce(max(changed), 0) + 1 FROM account)"

    /// Reads without a transaction that would make a writer wait.
    private func inspect<Value>(
        _ work: (GRDB.Database) throws -> Value
    ) throws(RecordsError) -> Value {
        do { return try self.queue.read(work) } catch { throw Self.error(error) }
    }

    private func administer<Value>(
        _ work: (GRDB.Database) throws -> Value
    ) throws(RecordsError) -> Value {
        do { return try self.queue.write(work) } catch { throw Self.error(error) }
    }
}
