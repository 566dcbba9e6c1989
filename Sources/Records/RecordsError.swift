public import Rooms

/// What can go wrong with the database.
public enum RecordsError: Error, Sendable, Hashable {
    case accountExists(AccountName)
    case noSuchAccount(AccountName)
    /// The file may be read by others; the repair is `chmod 600`.
    case openToOthers(path: String)
    /// SQLite's own words.
    case database(reason: String)
}
