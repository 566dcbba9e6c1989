internal import Canvas
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

extension Failure {
    /// A refusal of the server, in its words made safe.
    init(_ refused: Refused) {
        let known = Refusal(rawValue: refused.cause)
        let words = Sanitized(remote: refused.text).text
        let text = words.isEmpty ? known?.sentence ?? "refused without a word" : words
        let hint =
            refused.retryAfterSeconds > 0 ? "try again in \(refused.retryAfterSeconds) s" : nil
        self.init(known?.exitCode ?? .failed, text, hint: hint)
    }

    /// The end of a session.
    init(_ failure: ClientFailure) {
        switch failure {
        case .unreachable(let reason, let exitCode):
            self.init(exitCode, Sanitized(remote: reason).text, hint: Self.hint(exitCode))
        case .loginRefused(let text):
            self.init(
                .notPermitted, Sanitized(remote: text).text,
                hint: "check the user name and log in again with 'conclave login'")
        case .passwordExpired(let text):
            self.init(.notPermitted, Sanitized(remote: text).text)
        case .guestRefused(let refused): self.init(refused)
        case .loggedOut:
            self.init(
                .notPermitted, "the server logged this account out",
                hint: "its password was changed or it was removed")
        case .serverMisbehaved(let what):
            self.init(
                .protocol, "the server broke the protocol: \(Sanitized(remote: what).text)",
                hint: "client and server may be of different versions")
        case .outOfTime(let lifetime):
            let seconds = lifetime.seconds
            let text = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
            self.init(
                .timedOut, "it was not done within \(text) s",
                hint: "the server may have done it; --timeout SECONDS waits longer")
        }
    }

    private static func hint(_ exitCode: ExitCode) -> String? {
        switch exitCode {
        case .notFound: "check --server"
        case .notPermitted:
            "ask the administrator for the fingerprint; remove the old one from known_servers "
                + "only if the server really has a new key"
        case .protocol: "is it conclaved that listens on that port?"
        default: "is conclaved running there, and is the port right?"
        }
    }

    /// What the server answered does not fit what was asked.
    static let unexpectedAnswer = Failure(.protocol, "the server gave an answer that does not fit")
}

/// Does something that a codec or a file may refuse, and says what it was.
func trying<Value: ~Copyable, Cause: Error>(
    _ what: String, _ body: () throws(Cause) -> Value
) throws(Failure) -> Value {
    do throws(Cause) { return try body() } catch {
        throw Failure(.failed, "\(what) failed: \(error)")
    }
}
