internal import GRDB
internal import Rooms
internal import Units

/// Visitors without a password, who are gone with their conference (L1.21).
extension GRDB.Database {
    func addGuest(_ name: AccountName, _ shown: GuestName, at now: Timestamp) throws {
        try self.execute(
            sql: """
                INSERT INTO account (name, skeleton, kind, display_name, created, changed)
                VALUES (?, ?, ?, ?, ?, 0)
                """,
            arguments: [
                name.text, name.skeleton, AccountKind.guest.rawValue, shown.text, now.milliseconds,
            ])
    }

    /// Like removed accounts they keep their rows, so that no name is given twice.
    func removeGuests(_ condition: String, _ arguments: StatementArguments) throws {
        let guests = "kind = \(AccountKind.guest.rawValue) AND NOT is_removed AND \(condition)"
        try self.execute(
            sql: "DELETE FROM token WHERE account IN (SELECT name FROM account WHERE \(guests))",
            arguments: arguments)
        try self.execute(
            sql: "UPDATE account SET is_removed = 1, display_name = '' WHERE \(guests)",
            arguments: arguments)
    }
}

extension Database {
    /// No conference survives a restart, and no guest a conference.
    public func clearGuests() throws(RecordsError) {
        try self.administer { try $0.removeGuests("TRUE", []) }
    }
}
