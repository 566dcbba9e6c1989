internal import GRDB
public import Rooms
public import Sessions

/// How a running server learns what the administrator's commands did: every change has a number.
extension Database {
    /// The newest change of any account; grows with every one.
    public func newestAccountChange() throws(RecordsError) -> Int64 {
        try self.inspect { database in try Self.newestChange(database) }
    }

    /// What has become of accounts since a change, and the newest one; nil if nothing has.
    public func accountsChanged(
        after change: Int64
    ) throws(RecordsError) -> (changes: [AccountChange], newest: Int64)? {
        try self.inspect { database in
            let newest = try Self.newestChange(database)
            guard newest > change else { return nil }
            let ofEveryone = try database.rights(of: .everyone)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT account.*, account_group.rights
                    FROM account LEFT JOIN group_member ON group_member.account = account.name
                        LEFT JOIN account_group ON account_group.name = group_member.group_name
                    WHERE account.changed > ?
                    """, arguments: [change])
            var changes: [AccountName: AccountChange] = [:]
            for row in rows {
                guard let name = AccountName(row["name"] as String) else { continue }
                let rights = Rights(rawValue: row["rights"] ?? 0)
                if changes[name] == nil {
                    changes[name] = AccountChange(
                        name: name, profile: AccountProfile(row: row, rights: ofEveryone),
                        endsLogins: row["ended"] > change, isUnlocked: row["unlocked"] > change,
                        isRemoved: row["is_removed"])
                }
                changes[name]?.profile?.rights.formUnion(rights)
            }
            return (changes.values.sorted { $0.name < $1.name }, newest)
        }
    }

    /// Members of chats, and people of planned conferences, whose accounts were removed while no
    /// server ran.
    public func leavers() throws(RecordsError) -> [AccountName] {
        try self.inspect { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM account WHERE is_removed AND (
                        EXISTS (SELECT 1 FROM membership
                            WHERE account = account.name AND until IS NULL)
                        OR EXISTS (SELECT 1 FROM plan_person WHERE account = account.name))
                    ORDER BY name
                    """
            ).compactMap { AccountName($0) }
        }
    }

    static func newestChange(_ database: GRDB.Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(changed) FROM account") ?? 0
    }
}

extension AccountProfile {
    /// Nil for an account that may not log in.
    init?(row: Row, rights: Rights) {
        guard row["is_active"], !row["is_removed"] else { return nil }
        self.init(
            kind: AccountKind(rawValue: row["kind"]) ?? .person,
            displayName: row["display_name"], rights: rights)
    }
}
