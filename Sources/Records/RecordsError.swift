public import Rooms

/// What can go wrong with the database.
public enum RecordsError: Error, Sendable, Hashable {
    case accountExists(AccountName)
    case noSuchAccount(AccountName)
    /// The first may be mistaken for the second, which is or was an account.
    case looksLike(AccountName, AccountName)
    /// Guests have names like it.
    case reservedName(AccountName)
    case badCard(reason: String)
    case groupExists(GroupName)
    case noSuchGroup(GroupName)
    case noSuchChat(ChatID)
    case notInChat(AccountName, ChatID)
    /// The group of everybody can't be removed or renamed, and has no list of members.
    case everyoneIsFixed
    /// The file may be read by others; the repair is `chmod 600`.
    case openToOthers(path: String)
    /// SQLite's own words.
    case database(reason: String)
}
