internal import Canvas
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

extension Failure {
    /// A refusal of the server, in its own words made safe.
    init(_ refused: Refused) {
        let known = Refusal(rawValue: refused.cause)
        let text = known?.sentence ?? Sanitized(remote: refused.text).text
        let hint =
            refused.retryAfterSeconds > 0 ? "try again in \(refused.retryAfterSeconds) s" : nil
        self.init(known?.exitCode ?? .failed, text, hint: hint)
    }

    /// The end of a session.
    init(_ failure: ClientFailure) {
        switch failure {
        case .unreachable(let reason):
            self.init(
                .unavailable, Sanitized(remote: reason).text,
                hint: "is conclaved running there, and is the port right?")
        case .loginRefused(let text):
            self.init(
                .notPermitted, Sanitized(remote: text).text,
                hint: "check the user name and log in again with 'conclave login'")
        case .loggedOut:
            self.init(
                .notPermitted, "the server logged this account out",
                hint: "its password was changed or it was removed")
        case .serverMisbehaved(let what):
            self.init(
                .protocol, "the server broke the protocol: \(Sanitized(remote: what).text)",
                hint: "client and server may be of different versions")
        }
    }

    /// What the server answered does not fit what was asked.
    static let unexpectedAnswer = Failure(.protocol, "the server gave an answer that does not fit")
}
