public import Units

/// Why something was refused: one list for the server, which refuses, and the client, which explains.
///
/// The raw value is the stable name that scripts see.
public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
    case accessDenied = "access-denied"
    case loginRefused = "login-refused"
    case chatNotFound = "chat-not-found"
    case userNotFound = "user-not-found"
    case conferenceNotFound = "conference-not-found"
    case ended
    case full
    case tooLong = "too-long"
    case notPossibleNow = "not-possible-now"
    case protocolMismatch = "protocol-mismatch"
    case serverBusy = "server-busy"

    /// What a person reads. What one may not know of reads exactly like what does not exist.
    public var sentence: String {
        switch self {
        case .accessDenied: "you may not do that here; ask the chat's owner or the administrator"
        case .loginRefused: "the server does not know this account with this password"
        case .chatNotFound: "there is no such chat, or you are not in it"
        case .userNotFound: "there is no such user"
        case .conferenceNotFound: "there is no such conference, or you may not join it"
        case .ended: "the conference has ended"
        case .full: "it is full"
        case .tooLong: "it is empty or too long"
        case .notPossibleNow: "that is not possible now"
        case .protocolMismatch: "client and server do not understand each other; update the older"
        case .serverBusy: "the server is busy; try again"
        }
    }
}

extension Refusal {
    /// What a program ends with when it was refused (REQUIREMENTS L1.27).
    public var exitCode: ExitCode {
        switch self {
        case .accessDenied, .loginRefused: .notPermitted
        case .chatNotFound, .userNotFound, .conferenceNotFound: .notFound
        case .ended, .notPossibleNow: .unavailable
        case .full, .serverBusy: .temporary
        case .tooLong: .badData
        case .protocolMismatch: .protocol
        }
    }
}
