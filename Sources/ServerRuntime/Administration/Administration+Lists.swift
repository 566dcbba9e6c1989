internal import Records
internal import Rooms
public import Units

extension Administration {
    /// One account a line: name, state, when it was added, display name, email addresses.
    ///
    /// - Parameter text: what name, display name or an email address must contain.
    public func listAccounts(containing text: String = "") throws(Failure) {
        for account in try self.accounts() where account.matches(text) {
            let fields = [
                account.name.text, "\(account.presence)", account.created.rfc3339,
                account.card.displayName, account.card.emails.joined(separator: ", "),
            ]
            self.print(fields.map(LogLineText.clean).joined(separator: "\t"))
        }
    }

    /// All accounts for a spreadsheet.
    public func exportAccounts() throws(Failure) {
        let names = [
            "id", "name", "emails", "phones", "company", "kind", "state", "groups", "created",
        ]
        self.print(SpreadsheetText.line(names))
        for account in try self.accounts() {
            self.print(
                SpreadsheetText.line([
                    account.name.text, account.card.displayName,
                    account.card.emails.joined(separator: ", "),
                    account.card.phones.joined(separator: ", "), account.card.company,
                    account.kind.word, "\(account.presence)",
                    account.groups.map(\.text).joined(separator: ", "), account.created.rfc3339,
                ]))
        }
    }

    /// What was audited, one deed a line: time, account (`-` for the administrator),
    /// deed, what it was done to.
    public func listAudit() throws(Failure) {
        let entries = try self.withDatabase { database throws(RecordsError) in
            try database.audit()
        }
        for entry in entries {
            let fields = [
                entry.time.rfc3339, entry.actor?.text ?? "-", entry.deed.rawValue, entry.subject,
            ]
            self.print(fields.joined(separator: "\t"))
        }
    }

    /// Where no server runs nobody is online, whatever the last one has left.
    private func accounts() throws(Failure) -> [AccountSummary] {
        var accounts = try self.withDatabase { database throws(RecordsError) in
            try database.accounts()
        }
        guard try !self.directory.isServed() else { return accounts }
        for index in accounts.indices where accounts[index].presence != .deactivated {
            accounts[index].presence = .offline
        }
        return accounts
    }
}

extension AccountKind {
    fileprivate var word: String {
        switch self {
        case .person: "person"
        case .bot: "bot"
        case .guest: "guest"
        }
    }
}

/// Lines of a CSV file as RFC 4180 has them, with `;`, which a spreadsheet can't take for a program.
enum SpreadsheetText {
    /// Without the line feed, which follows every line that is printed.
    static func line(_ fields: [String]) -> String {
        fields.map(self.field).joined(separator: ";") + "\r"
    }

    /// What begins like a formula gets an apostrophe in front, which spreadsheets show as text.
    static func field(_ value: String) -> String {
        let begin = value.unicodeScalars.first
        let isFormula = begin.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
        let text = isFormula ? "'" + value : value
        // A comma separates nothing here, but where the reader's settings say so.
        let needsQuotes = text.unicodeScalars.contains { ";,\"\r\n\t".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
