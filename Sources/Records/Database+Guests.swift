internal import GRDB
internal import Rooms
internal import Sessions
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

    /// Like removed accounts they keep their rows, so that no account is given twice; what they were
    /// called stays with what they said.
    func removeGuests(_ condition: String, _ arguments: StatementArguments) throws {
        let guests = "kind = \(AccountKind.guest.rawValue) AND NOT is_removed AND \(condition)"
        try self.execute(
            sql: "DELETE FROM token WHERE account IN (SELECT name FROM account WHERE \(guests))",
            arguments: arguments)
        try self.execute(
            sql: "UPDATE account SET is_removed = 1 WHERE \(guests)",
            arguments: arguments)
    }

    /// Tells with events what the guests in them are called.
    func addGuestNames(to events: inout [EventRecord]) throws {
        let guests = Set(events.flatMap(\.toldGuests))
        guard !guests.isEmpty else { return }
        let names = try self.guestNames(of: guests)
        for index in events.indices {
            let told = events[index].toldGuests.compactMap { guest in
                names[guest].map { (guest, $0) }
            }
            events[index].guestNames = Dictionary(uniqueKeysWithValues: told)
        }
    }

    private func guestNames(of guests: Set<AccountName>) throws -> [AccountName: String] {
        var names: [AccountName: String] = [:]
        for guest in guests {
            let row = try self.row(
                "SELECT display_name FROM account WHERE name = ? AND display_name <> ''",
                [guest.text])
            names[guest] = row?["display_name"]
        }
        return names
    }
}

extension Database {
    /// No conference survives a restart, and no guest a conference.
    public func clearGuests() throws(RecordsError) {
        try self.administer { try $0.removeGuests("TRUE", []) }
    }
}
