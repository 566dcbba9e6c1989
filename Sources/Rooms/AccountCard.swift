/// Who uses an account. The raw value is what the database holds.
public enum AccountKind: Int, Sendable, Hashable, CaseIterable {
    case person = 1
    /// A program; shown as such to everybody (L11.12).
    case bot = 2
    /// A visitor without an account, who is gone with the conference.
    case guest = 3
}

/// What an administrator writes down about an account (L1.3).
public struct AccountCard: Sendable, Hashable {
    /// Code points of a display name, a telephone number or a company: what a list's line can show.
    public static let lineLengthMaximum = 100
    /// Bytes of an email address: RFC 5321, section 4.5.3.1.3, less the brackets.
    public static let emailLengthMaximum = 254
    /// Email addresses, and telephone numbers: more than anybody looks through.
    public static let entriesMaximum = 8

    /// Empty if people see the account's name instead.
    public var displayName: String
    public var emails: [String]
    public var phones: [String]
    public var company: String

    public init(
        displayName: String = "", emails: [String] = [], phones: [String] = [],
        company: String = "",
    ) {
        self.displayName = displayName
        self.emails = emails
        self.phones = phones
        self.company = company
    }

    /// What can't be kept, in words; nil if the card is fine.
    public var fault: String? {
        guard self.emails.count <= Self.entriesMaximum, self.phones.count <= Self.entriesMaximum
        else { return "more than \(Self.entriesMaximum) email addresses or telephone numbers" }
        for line in [self.displayName, self.company] + self.phones where !Self.isLine(line) {
            return "'\(line)' is not one line of at most \(Self.lineLengthMaximum) characters"
        }
        for phone in self.phones where phone.isEmpty { return "an empty telephone number" }
        for email in self.emails where !Self.isEmail(email) {
            return "'\(email)' is no email address"
        }
        return nil
    }

    private static func isLine(_ text: String) -> Bool {
        text.unicodeScalars.count <= Self.lineLengthMaximum
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
    }

    /// Something, an `@`, something, without space. Whether it works only a letter can tell.
    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains("") && self.isLine(text)
            && text.utf8.count <= Self.emailLengthMaximum
            && !text.unicodeScalars.contains { $0.properties.isWhitespace }
    }
}
