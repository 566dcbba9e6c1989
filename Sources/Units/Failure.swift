/// A failure told to a person: what happened, what to do about it, and the program's exit code.
///
/// Printed as `name: error: what`, then `name: hint: what to do`; lower-case, no full stop.
public struct Failure: Error, Sendable, Hashable {
    public var exitCode: ExitCode
    public var message: String
    public var hint: String?

    public init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.hint = hint
    }

    /// The lines for standard error.
    public func lines(of program: String) -> [String] {
        ["\(program): error: \(self.message)"]
            + (self.hint.map { ["\(program): hint: \($0)"] } ?? [])
    }
}

/// The exit codes of both programs: sysexits.h, timeout(1) and the shell's 128 + signal.
public enum ExitCode: Int32, Sendable, Hashable, CaseIterable {
    case done = 0
    case failed = 1
    case misused = 2
    case badData = 65
    case noInput = 66
    case notFound = 68
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case temporary = 75
    case `protocol` = 76
    case notPermitted = 77
    case configuration = 78
    case timedOut = 124
}
