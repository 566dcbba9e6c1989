internal import GRDB
public import Rooms

/// A group as an administrator's list shows it.
public struct GroupSummary: Sendable, Hashable {
    public var name: GroupName
    public var rights: Rights
    /// Without the removed, who are in no group.
    public var memberCount: Int

    public init(name: GroupName, rights: Rights, memberCount: Int) {
        self.name = name
        self.rights = rights
        self.memberCount = memberCount
    }
}

/// Groups of accounts and their rights (L1.12).
extension Database {
    public func addGroup(_ name: GroupName, rights: Rights) throws(RecordsError) {
        try self.administer { database in
            try database.execute(
                sql: "INSERT INTO account_group VALUES (?, ?) ON CONFLICT DO NOTHING",
                arguments: [name.text, rights.rawValue])
            guard database.changesCount == 1 else { throw RecordsError.groupExists(name) }
        }
    }

    public func renameGroup(_ name: GroupName, to newName: GroupName) throws(RecordsError) {
        guard name != .everyone else { throw .everyoneIsFixed }
        try self.administer { database in
            let isTaken = try database.hasGroup(newName)
            guard !isTaken || name == newName else { throw RecordsError.groupExists(newName) }
            try database.execute(
                sql: "UPDATE account_group SET name = ? WHERE name = ?",
                arguments: [newName.text, name.text])
            guard database.changesCount == 1 else { throw RecordsError.noSuchGroup(name) }
        }
    }

    public func removeGroup(_ name: GroupName) throws(RecordsError) {
        guard name != .everyone else { throw .everyoneIsFixed }
        try self.administer { database in
            try Self.markMembers(of: name, database)
            try database.execute(
                sql: "DELETE FROM account_group WHERE name = ?", arguments: [name.text])
            guard database.changesCount == 1 else { throw RecordsError.noSuchGroup(name) }
        }
    }

    /// Gives rights to a group and takes others from it; the taken ones count where both are named.
    ///
    /// - Returns: what it has now.
    @discardableResult
    public func changeRights(
        of name: GroupName, add added: Rights = [], remove removed: Rights = []
    ) throws(RecordsError) -> Rights {
        try self.administer { database in
            guard try database.hasGroup(name) else { throw RecordsError.noSuchGroup(name) }
            let before = try database.rights(of: name)
            let after = before.union(added).subtracting(removed)
            guard after != before else { return after }
            try database.execute(
                sql: "UPDATE account_group SET rights = ? WHERE name = ?",
                arguments: [after.rawValue, name.text])
            try Self.markMembers(of: name, database)
            return after
        }
    }

    /// Puts accounts into a group and takes others out of it.
    ///
    /// - Returns: who is in it now.
    @discardableResult
    public func changeMembers(
        of name: GroupName, add added: [AccountName] = [], remove removed: [AccountName] = []
    ) throws(RecordsError) -> [AccountName] {
        guard name != .everyone || added.isEmpty && removed.isEmpty else { throw .everyoneIsFixed }
        return try self.administer { database in
            guard try database.hasGroup(name) else { throw RecordsError.noSuchGroup(name) }
            for account in added { try Self.add(account, to: name, database) }
            for account in removed {
                try Self.mark(account, database)
                try database.execute(
                    sql: "DELETE FROM group_member WHERE account = ? AND group_name = ?",
                    arguments: [account.text, name.text])
            }
            let sql =
                name == .everyone
                ? "SELECT name FROM account WHERE NOT is_removed ORDER BY name"
                : "SELECT account FROM group_member WHERE group_name = ? ORDER BY account"
            return try String.fetchAll(
                database, sql: sql, arguments: name == .everyone ? [] : [name.text]
            ).compactMap { AccountName($0) }
        }
    }

    /// All groups, the group of everybody among them, in the order of their names.
    public func groups() throws(RecordsError) -> [GroupSummary] {
        try self.inspect { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, rights, CASE name WHEN 'everyone'
                        THEN (SELECT count(*) FROM account WHERE NOT is_removed)
                        ELSE (SELECT count(*) FROM group_member WHERE group_name = name)
                        END AS members
                    FROM account_group ORDER BY name
                    """
            ).compactMap { row in
                GroupName(row["name"] as String).map {
                    GroupSummary(
                        name: $0, rights: Rights(rawValue: row["rights"]),
                        memberCount: row["members"])
                }
            }
        }
    }

    // MARK: Parts

    static func add(
        _ account: AccountName, to group: GroupName, _ database: GRDB.Database
    ) throws {
        guard group != .everyone else { throw RecordsError.everyoneIsFixed }
        guard try database.hasGroup(group) else { throw RecordsError.noSuchGroup(group) }
        try self.mark(account, database)
        try database.execute(
            sql: "INSERT INTO group_member VALUES (?, ?) ON CONFLICT DO NOTHING",
            arguments: [account.text, group.text])
    }

    /// Marks an account as changed.
    private static func mark(_ account: AccountName, _ database: GRDB.Database) throws {
        try database.execute(
            sql: "UPDATE account SET changed = ? WHERE name = ? AND NOT is_removed",
            arguments: [try self.newestChange(database) + 1, account.text])
        guard database.changesCount == 1 else { throw RecordsError.noSuchAccount(account) }
    }

    private static func markMembers(of group: GroupName, _ database: GRDB.Database) throws {
        try database.execute(
            sql: """
                UPDATE account SET changed = :change WHERE NOT is_removed AND (:group = 'everyone'
                    OR name IN (SELECT account FROM group_member WHERE group_name = :group))
                """,
            arguments: ["change": try self.newestChange(database) + 1, "group": group.text])
    }
}

extension GRDB.Database {
    func hasGroup(_ name: GroupName) throws -> Bool {
        try Bool.fetchOne(
            self, sql: "SELECT 1 FROM account_group WHERE name = ?", arguments: [name.text]) == true
    }

    /// None for a group that is not there.
    func rights(of group: GroupName) throws -> Rights {
        let rights = try UInt32.fetchOne(
            self, sql: "SELECT rights FROM account_group WHERE name = ?", arguments: [group.text])
        return Rights(rawValue: rights ?? 0)
    }
}
