internal import GRDB
public import Rooms
internal import Sessions

/// Which part of the directory people see (L1.14): everybody all of it, until the administrator
/// says otherwise.
extension Database {
    /// Lets a group's members find those of other groups, or no more.
    ///
    /// - Returns: the groups whose members they find now.
    @discardableResult
    public func changeView(
        of name: GroupName, add added: [GroupName] = [], remove removed: [GroupName] = []
    ) throws(RecordsError) -> [GroupName] {
        try self.administer { database in
            for group in [name] + added + removed {
                guard try database.hasGroup(group) else { throw RecordsError.noSuchGroup(group) }
            }
            for group in added {
                try database.execute(
                    sql: "INSERT INTO group_view VALUES (?, ?) ON CONFLICT DO NOTHING",
                    arguments: [name.text, group.text])
            }
            for group in removed {
                try database.execute(
                    sql: "DELETE FROM group_view WHERE viewer = ? AND seen = ?",
                    arguments: [name.text, group.text])
            }
            return try String.fetchAll(
                database, sql: "SELECT seen FROM group_view WHERE viewer = ? ORDER BY seen",
                arguments: [name.text]
            ).compactMap { GroupName($0) }
        }
    }
}

extension GRDB.Database {
    /// Whether there is an account that somebody may find. Who may not is told what is told of a
    /// name that never was.
    func hasAccount(_ name: AccountName, seenBy viewer: AccountName) throws -> Bool {
        let isFound = try Bool.fetchOne(
            self, sql: "SELECT 1 FROM account WHERE name = :name AND \(Self.isFound)",
            arguments: [
                "name": name.text, "viewer": viewer.text, "everyone": GroupName.everyone.text,
            ])
        return isFound == true
    }

    /// People in the order of their accounts, of whom the viewer may know.
    func people(
        matching search: PeopleSearch, seenBy viewer: AccountName, after: String, limit: Int
    ) throws -> [PersonRecord] {
        // Letters of all scripts have two cases, of which SQLite knows a few: compared here.
        let rows = try Row.fetchCursor(
            self,
            sql: """
                SELECT name, display_name, kind FROM account
                WHERE name > :after AND kind <> :guest AND \(Self.isFound) ORDER BY name
                """,
            arguments: [
                "after": after, "guest": AccountKind.guest.rawValue, "viewer": viewer.text,
                "everyone": GroupName.everyone.text,
            ])
        var found: [PersonRecord] = []
        while found.count < limit, let row = try rows.next() {
            guard let account = AccountName(row["name"] as String) else { continue }
            let person = PersonRecord(
                account: account, displayName: row["display_name"],
                kind: AccountKind(rawValue: row["kind"]) ?? .person)
            if search.matches(account, shownAs: person.displayName) { found.append(person) }
        }
        return found
    }

    /// Whether a row of `account` is one that `:viewer` may find.
    private static let isFound = """
        is_active AND NOT is_removed AND (account.name = :viewer OR EXISTS (SELECT 1 FROM group_view
            WHERE (viewer = :everyone OR viewer IN
                    (SELECT group_name FROM group_member WHERE account = :viewer))
                AND (seen = :everyone OR seen IN
                    (SELECT group_name FROM group_member
                        WHERE group_member.account = account.name))))
        """
}
