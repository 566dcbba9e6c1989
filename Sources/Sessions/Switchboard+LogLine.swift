package import Rooms

extension Switchboard {
    /// What an administrator sees in the log: never message text, never a secret.
    package enum LogLine: Sendable, Hashable {
        case loggedIn(AccountName, ConnectionID)
        case loginRefused(name: String, ConnectionID)
        /// Refused without a look at the password: too many failed before.
        case loginLocked(name: String, ConnectionID)
        case loggedOut(AccountName, ConnectionID)
        case passwordExpired(AccountName, ConnectionID)
        case passwordChanged(AccountName, ConnectionID)
        case protocolError(ConnectionID, String)
        case storeFailed(reason: String)
        case conferenceStarted(ConferenceID, by: AccountName)
        case conferenceEnded(ConferenceID)
        /// The conference has a chat of its own from now on, or not any more (L2.13).
        case conferenceUnlinked(ConferenceID, by: AccountName)
        case conferenceLinked(ConferenceID, by: AccountName)
    }
}
