/// Why something was refused: one list for the server, which refuses, and the client, which explains.
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
    case rateLimited = "rate-limited"
}
