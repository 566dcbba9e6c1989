/// The exit codes as the programs' help shows them.
public enum ExitCodes {
    public static let table: String =
        "Exit codes:\n"
        + ExitCode.allCases.map { code in
            let number = String(code.rawValue)
            return "  " + String(repeating: " ", count: 3 - number.count)
                + "\(number)  \(code.meaning)"
        }.joined(separator: "\n") + "\n  128+N  ended by signal N"
}

extension ExitCode {
    /// What the code says to a script.
    public var meaning: String {
        switch self {
        case .done: "done; also a closed output pipe"
        case .failed: "failed, no better code"
        case .misused: "wrong usage"
        case .badData: "bad input data"
        case .noInput: "input cannot be read"
        case .notFound: "no such host, user, chat or conference"
        case .unavailable: "unavailable, declined, ended"
        case .cannotCreate: "cannot create, quota full"
        case .inputOutput: "input/output error, disk full"
        case .temporary: "temporary: busy, full, rate limit"
        case .protocol: "protocol, versions do not fit"
        case .notPermitted: "login or permission"
        case .configuration: "configuration"
        case .timedOut: "own time-out"
        }
    }
}
