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

    /// Like removed accounts they keep their rows, so that no account is given twice. What they were
    /// called stays with what they said; of who never came into a chat nothing stays.
    func removeGuests(_ condition: String, _ arguments: StatementArguments) throws {
        let guests = "kind = \(AccountKind.guest.rawValue) AND NOT is_removed AND \(condition)"
        try self.execute(
            sql: "DELETE FROM token WHERE account IN (SELECT name FROM account WHERE \(guests))",
            arguments: arguments)
        try self.execute(
            sql: """
                UPDATE account SET is_removed = 1, display_name = iif(
                    EXISTS (SELECT 1 FROM membership WHERE membership.account = account.name),
                    display_name, '')
                WHERE \(guests)
                """,
            arguments: arguments)
    }

    /// A chat goes, and with it what those were called who were in it as guests; but for who has moved
    /// the conference to another chat, and is named there.
    func forgetGuestNames(of chat: Int64) throws {
        try self.run(
            """
            UPDATE account SET display_name = '' WHERE kind = ?
                AND name IN (SELECT account FROM membership WHERE chat = ?)
                AND name NOT IN (SELECT actor FROM audit WHERE actor GLOB 'guest.*')
            """, [AccountKind.guest.rawValue, chat])
    }

    /// What the guests are called who were in a chat, those of the last time first.
    func guestNames(in chat: Int64) throws -> [GuestName] {
        try self.rows(
            """
            SELECT DISTINCT display_name FROM account
            WHERE kind = ? AND display_name <> ''
                AND name IN (SELECT account FROM membership WHERE chat = ?)
            ORDER BY created DESC LIMIT ?
            """, [AccountKind.guest.rawValue, chat, GuestNames.countMaximum]
            // What a stricter version would not take any more stands in nobody's way.
        ).compactMap { try? GuestName($0["display_name"]) }
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
