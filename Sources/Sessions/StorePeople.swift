public import Rooms

/// What a person looks for in the directory.
public struct PeopleSearch: Sendable, Hashable {
    /// Code points: as long as a name may be; who types more looks for nothing.
    public static let lengthMaximum = 64

    private let text: String

    /// Nil for what is too long.
    public init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.lengthMaximum else { return nil }
        self.text = text.lowercased()
    }

    /// Whether an account's name or the name that is shown has the text in it, in either case.
    public func matches(_ account: AccountName, shownAs name: String) -> Bool {
        self.text.isEmpty || account.text.contains(self.text)
            || name.lowercased().contains(self.text)
    }
}

/// Somebody as others find them in the directory.
public struct PersonRecord: Sendable, Hashable {
    public var account: AccountName
    /// Empty if people see the account's name instead.
    public var displayName: String
    public var kind: AccountKind

    public init(account: AccountName, displayName: String = "", kind: AccountKind = .person) {
        self.account = account
        self.displayName = displayName
        self.kind = kind
    }
}
