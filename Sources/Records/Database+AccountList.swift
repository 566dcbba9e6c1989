internal import GRDB
public import Rooms
public import Units

/// An account as an administrator's list shows it.
public struct AccountSummary: Sendable, Hashable {
    public var name: AccountName
    public var kind: AccountKind
    public var card: AccountCard
    /// Beside the group of everybody.
    public var groups: [GroupName]
    /// As the server that runs, or ran last, has written it down; `.deactivated` goes before.
    public var presence: Presence
    public var created: Timestamp

    /// Whether its name, display name or an email address has the text in it, in either case.
    public func matches(_ text: String) -> Bool {
        let text = text.lowercased()
        return ([self.name.text, self.card.displayName] + self.card.emails)
            .contains { $0.lowercased().contains(text) }
    }
}

extension Database {
    /// All accounts that were not removed, in the order of their names.
    public func accounts() throws(RecordsError) -> [AccountSummary] {
        try self.inspect { database in
            var groups: [String: [GroupName]] = [:]
            let members = try Row.fetchAll(
                database, sql: "SELECT account, group_name FROM group_member ORDER BY group_name")
            for row in members {
                guard let group = GroupName(row["group_name"] as String) else { continue }
                groups[row["account"], default: []].append(group)
            }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT account.*, presence.state
                    FROM account LEFT JOIN presence ON presence.account = account.name
                    WHERE NOT is_removed ORDER BY name
                    """)
            return rows.compactMap { row in
                AccountName(row["name"] as String).map { name in
                    AccountSummary(name, row, groups: groups[name.text] ?? [])
                }
            }
        }
    }
}

extension AccountSummary {
    fileprivate init(_ name: AccountName, _ row: Row, groups: [GroupName]) {
        let state = (row["state"] as Int?).flatMap(Presence.init(rawValue:)) ?? .offline
        self.init(
            name: name, kind: AccountKind(rawValue: row["kind"]) ?? .person,
            card: AccountCard(row: row), groups: groups,
            presence: row["is_active"] ? state : .deactivated,
            created: Timestamp(milliseconds: row["created"]))
    }
}
