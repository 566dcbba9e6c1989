public import Units

/// Why something was refused: one list for the server, which refuses, and the client, which explains
/// (L1.27).
///
/// The raw value is the stable name that scripts see.
public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
    // What was asked for is not acceptable as it is.
    case editWindowOver = "edit-window-over"
    case tooLong = "too-long"
    case fileTooBig = "file-too-big"
    case typeNotAllowed = "type-not-allowed"
    case choiceInvalid = "choice-invalid"

    // It does not exist, or is none of one's business.
    case userNotFound = "user-not-found"
    case chatNotFound = "chat-not-found"
    case messageNotFound = "message-not-found"
    case pollNotFound = "poll-not-found"
    case fileNotFound = "file-not-found"
    case conferenceNotFound = "conference-not-found"

    // It can't be had.
    case declined
    case busy
    case unavailable
    case noAnswer = "no-answer"
    case loggedOut = "logged-out"
    case ended
    case pollClosed = "poll-closed"
    case notPossibleNow = "not-possible-now"
    case quotaFull = "quota-full"

    // It can't be had now.
    case notStarted = "not-started"
    case full
    case podiumFull = "podium-full"
    case pinLocked = "pin-locked"
    case serverBusy = "server-busy"
    case rateLimited = "rate-limited"

    // The two sides do not fit.
    case kindUnsupported = "kind-unsupported"
    case protocolMismatch = "protocol-mismatch"

    // One may not.
    case accessDenied = "access-denied"
    case pinRequired = "pin-required"
    case pinWrong = "pin-wrong"
    case guestsNotAllowed = "guests-not-allowed"
    case entryDenied = "entry-denied"
    case removed
    case loginRefused = "login-refused"
    case passwordExpired = "password-expired"

    /// What a person reads if nothing more is known. What one may not know of reads exactly like
    /// what does not exist.
    public var sentence: String {
        switch self {
        case .editWindowOver: "it is too late to change this message"
        case .tooLong: "it is empty or too long"
        case .fileTooBig: "the file is too big"
        case .typeNotAllowed: "files of this type are not allowed"
        case .choiceInvalid: "the poll has no such answers to choose together"
        case .userNotFound: "there is no such user"
        case .chatNotFound: "there is no such chat, or you are not in it"
        case .messageNotFound: "there is no such message"
        case .pollNotFound: "this message is no poll"
        case .fileNotFound: "there is no such file"
        case .conferenceNotFound: "there is no such conference, or you may not join it"
        case .declined: "the call was declined"
        case .busy: "the user is in another call"
        case .unavailable: "the user can't be reached"
        case .noAnswer: "nobody answered"
        case .loggedOut: "the user has logged out"
        case .ended: "the conference has ended"
        case .pollClosed: "the poll is closed"
        case .notPossibleNow: "that is not possible now"
        case .quotaFull: "the server has no more room for files"
        case .notStarted: "the conference has not started yet"
        case .full: "it is full"
        case .podiumFull: "the podium is full"
        case .pinLocked: "too many wrong PINs; try again later"
        case .serverBusy: "the server is busy; try again"
        case .rateLimited: "that was too often; try again later"
        case .kindUnsupported: "this kind of conference can't do that"
        case .protocolMismatch: "client and server do not understand each other; update the older"
        case .accessDenied: "you may not do that here; ask the owner or the administrator"
        case .pinRequired: "this conference asks for a PIN"
        case .pinWrong: "the PIN is wrong"
        case .guestsNotAllowed: "this conference takes no guests"
        case .entryDenied: "a moderator has not let you in"
        case .removed: "a moderator has removed you from the conference"
        case .loginRefused: "the server does not know this account with this password"
        case .passwordExpired: "the password has expired; set a new one with 'conclave password'"
        }
    }
}

extension Refusal {
    /// What a program ends with when it was refused.
    public var exitCode: ExitCode {
        switch self {
        case .editWindowOver, .tooLong, .fileTooBig, .typeNotAllowed, .choiceInvalid: .badData
        case .userNotFound, .chatNotFound, .messageNotFound, .pollNotFound, .fileNotFound,
            .conferenceNotFound:
            .notFound
        case .declined, .busy, .unavailable, .noAnswer, .loggedOut, .ended, .pollClosed,
            .notPossibleNow:
            .unavailable
        case .quotaFull: .cannotCreate
        case .notStarted, .full, .podiumFull, .pinLocked, .serverBusy, .rateLimited: .temporary
        case .kindUnsupported, .protocolMismatch: .protocol
        case .accessDenied, .pinRequired, .pinWrong, .guestsNotAllowed, .entryDenied, .removed,
            .loginRefused, .passwordExpired:
            .notPermitted
        }
    }
}

/// A refusal in the words of its occasion: with the limit, the time or the right that it is about.
public struct Denial: Error, Sendable, Hashable {
    public var cause: Refusal
    public var sentence: String
    /// How long to wait before the next try; nil if waiting does not help.
    public var retryAfter: Duration?

    /// - Parameter sentence: nil for the cause's own.
    public init(_ cause: Refusal, _ sentence: String? = nil, retryAfter: Duration? = nil) {
        self.cause = cause
        self.sentence = sentence ?? cause.sentence
        self.retryAfter = retryAfter
    }

    /// A right of one's groups is missing (L1.13).
    public static func missing(_ right: Right) -> Denial {
        Denial(
            .accessDenied,
            "this needs the right '\(right)', which you do not have; ask the administrator")
    }

    /// - Parameter limit: with its unit: `4096 characters`.
    public static func tooLong(limit: String) -> Denial {
        Denial(.tooLong, "it is empty or longer than \(limit)")
    }
}
