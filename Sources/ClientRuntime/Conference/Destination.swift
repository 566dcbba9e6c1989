internal import Rooms

/// Which conference one wants to be in.
enum Destination: Sendable, Hashable {
    /// By its ID.
    case conference(String)
    /// The one that an account owns, who is asked to let one in (L1.26); the server says which it is.
    case owner(AccountName)
}
