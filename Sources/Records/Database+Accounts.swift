internal import Foundation
internal import GRDB
public import Rooms
public import Sessions
public import Units

/// What the administrator does with accounts; a running server follows `accountsChanged`.
extension Database {
    /// Adds an account; a name that was ever taken is taken for good, and with it all that look alike.
    public func addAccount(
        _ name: AccountName, _ credential: SCRAMCredential, kind: AccountKind = .person,
        card: AccountCard = AccountCard(), groups: [GroupName] = [],
        mustChangePassword: Bool = false,
        at now: Timestamp,
    ) throws(RecordsError) {
        guard !name.isReserved else { throw .reservedName(name) }
        if let fault = card.fault { throw .badCard(reason: fault) }
        try self.administer { database in
            try Self.checkFree(name, database)
            try database.execute(
                sql: """
                    INSERT INTO account
                        (name, skeleton, kind, salt, iterations, stored_key, server_key, created,
                        password_set, must_change, changed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                    """,
                arguments: [
                    name.text, name.skeleton, kind.rawValue, Data(credential.salt),
                    credential.iterations, Data(credential.storedKey), Data(credential.serverKey),
                    now.milliseconds, now.milliseconds, mustChangePassword,
                ])
            try Self.write(card, of: name, database)
            for group in groups { try Self.add(name, to: group, database) }
        }
    }

    private static func checkFree(_ name: AccountName, _ database: GRDB.Database) throws {
        let others = try String.fetchAll(
            database, sql: "SELECT name FROM account WHERE skeleton = ?",
            arguments: [name.skeleton])
        if others.contains(name.text) { throw RecordsError.accountExists(name) }
        if let other = others.lazy.compactMap({ AccountName($0) }).first {
            throw RecordsError.looksLike(name, other)
        }
    }

    /// Changes what is written down about an account.
    public func editAccount(
        _ name: AccountName, _ edit: (inout AccountCard) -> Void
    ) throws(RecordsError) {
        try self.administer { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM account WHERE name = ? AND NOT is_removed",
                arguments: [name.text])
            guard let row else { throw RecordsError.noSuchAccount(name) }
            var card = AccountCard(row: row)
            edit(&card)
            if let fault = card.fault { throw RecordsError.badCard(reason: fault) }
            try Self.write(card, of: name, database)
        }
    }

    private static func write(
        _ card: AccountCard, of name: AccountName, _ database: GRDB.Database
    ) throws {
        try self.change(
            name, database,
            """
            display_name = :display_name, emails = :emails, phones = :phones, company = :company
            """,
            [
                "display_name": card.displayName, "emails": card.emails.joined(separator: "\n"),
                "phones": card.phones.joined(separator: "\n"), "company": card.company,
            ])
    }

    // MARK: Logins

    /// Sets a new password and ends every login with the old one.
    ///
    /// - Parameter mustChange: Whether a login with it may do nothing but set another.
    public func setCredential(
        _ credential: SCRAMCredential, of name: AccountName, mustChange: Bool = false,
        at now: Timestamp,
    ) throws(RecordsError) {
        try self.administer { database in
            try Self.endLogins(
                of: name, database,
                """
                salt = :salt, iterations = :iterations, stored_key = :stored_key,
                server_key = :server_key, password_set = :now, must_change = :must_change
                """,
                [
                    "now": now.milliseconds, "must_change": mustChange,
                    "salt": Data(credential.salt), "iterations": credential.iterations,
                    "stored_key": Data(credential.storedKey),
                    "server_key": Data(credential.serverKey),
                ])
        }
    }

    /// Whether the next login has to set another password first; logins that there are go on.
    public func setMustChangePassword(
        _ mustChange: Bool, of name: AccountName
    ) throws(RecordsError) {
        try self.administer { database in
            try Self.change(name, database, "must_change = :must", ["must": mustChange])
        }
    }

    /// Whether an account may log in. Deactivating keeps its data and ends its logins.
    public func setActive(_ isActive: Bool, _ name: AccountName) throws(RecordsError) {
        try self.administer { database in
            if isActive {
                try Self.change(name, database, "is_active = 1", [:])
            } else {
                try Self.endLogins(of: name, database, "is_active = 0", [:])
            }
        }
    }

    /// Ends every login; with the password new ones can begin.
    public func endLogins(of name: AccountName) throws(RecordsError) {
        try self.administer { database in
            try Self.endLogins(of: name, database, "is_active = is_active", [:])
        }
    }

    /// Forgets failed logins before their time.
    public func unlock(_ name: AccountName) throws(RecordsError) {
        try self.administer { database in
            try Self.change(name, database, "unlocked = :change", [:])
            try database.forgetFailures(of: name)
        }
    }

    /// Takes the account away; what it said stays under its name, which is never given again.
    public func removeAccount(_ name: AccountName) throws(RecordsError) {
        try self.administer { database in
            for table in ["group_member", "block"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE account = ?", arguments: [name.text])
            }
            try Self.endLogins(
                of: name, database,
                """
                is_removed = 1, salt = NULL, stored_key = NULL, server_key = NULL,
                display_name = '', emails = '', phones = '', company = ''
                """, [:])
        }
    }

    private static func endLogins(
        of name: AccountName, _ database: GRDB.Database, _ assignments: String,
        _ arguments: [String: any DatabaseValueConvertible],
    ) throws {
        try self.change(name, database, "ended = :change, " + assignments, arguments)
        try database.execute(sql: "DELETE FROM token WHERE account = ?", arguments: [name.text])
    }

    /// Changes an account's row so that a running server notices; `:change` is the change's number.
    private static func change(
        _ name: AccountName, _ database: GRDB.Database, _ assignments: String,
        _ arguments: [String: any DatabaseValueConvertible],
    ) throws {
        var arguments = arguments
        arguments["name"] = name.text
        arguments["change"] = try self.newestChange(database) + 1
        try database.execute(
            sql: """
                UPDATE account SET changed = :change, \(assignments)
                WHERE name = :name AND NOT is_removed
                """, arguments: StatementArguments(arguments))
        guard database.changesCount == 1 else { throw RecordsError.noSuchAccount(name) }
    }
}

extension AccountCard {
    init(row: Row) {
        self.init(
            displayName: row["display_name"], emails: Self.lines(row["emails"]),
            phones: Self.lines(row["phones"]), company: row["company"])
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
