internal import Foundation
internal import Units

/// The frame around a program: its errors in words, its exit code, its closed pipe.
public enum Program {
    /// Runs a program to its end.
    ///
    /// A `Failure` is told on standard error and gives its exit code; whatever else is thrown is
    /// a misuse of the command line, whose text and code `misused` knows. A closed output pipe is a
    /// quiet end.
    public static func run(
        _ name: String,
        _ body: () async throws -> Void,
        misused: (any Error) -> (text: String, exitCode: Int32),
    ) async {
        signal(SIGPIPE, SIG_IGN)
        Console.begin(name)
        Self.forbidCoreDumps()
        do {
            try await body()
        } catch let failure as Failure {
            for line in failure.lines(of: name) { Console.complain(line) }
            exit(failure.exitCode.rawValue)
        } catch {
            let (text, exitCode) = misused(error)
            // ArgumentParser answers --help and --version this way, too.
            if exitCode == 0 { Console.print(text) } else { Console.complain(text) }
            exit(exitCode == 0 ? 0 : ExitCode.misused.rawValue)
        }
    }

    /// Keys and passwords are in memory: none of it may be left in a file by a crash.
    private static func forbidCoreDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
