public import Rooms

/// Somebody in the directory.
public struct PersonView: Sendable, Hashable {
    public var account: AccountName
    /// That is shown; empty: the account's.
    public var name: String
    /// Nil where it is not told.
    public var presence: Presence?

    public init(account: AccountName, name: String = "", presence: Presence? = nil) {
        self.account = account
        self.name = name
        self.presence = presence
    }
}
