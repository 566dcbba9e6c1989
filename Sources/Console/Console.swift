internal import Foundation
internal import Synchronization
internal import Units

/// Standard output is the interface, standard error is for people; both line by line.
public enum Console {
    private static let programName = Mutex("conclave")

    /// How much is said to people beside answers and errors.
    public enum Verbosity: Int, Sendable, Hashable {
        case quiet, usual, detailed
    }

    private static let verbosity = Mutex(Verbosity.usual)

    /// Says more or less from here on.
    public static func speak(_ verbosity: Verbosity) {
        self.verbosity.withLock { $0 = verbosity }
    }

    /// Whose errors are told from here on.
    static func begin(_ name: String) {
        self.programName.withLock { $0 = name }
    }

    /// Writes a line to standard output at once.
    ///
    /// A closed pipe ends the program quietly; output that is lost otherwise, on a full disk, ends
    /// it with 74.
    public static func print(_ line: String) {
        switch Self.write(line, to: STDOUT_FILENO) {
        case .done: break
        case .closed: exit(ExitCode.done.rawValue)
        case .failed(let reason):
            let failure = Failure(.inputOutput, "cannot write standard output: \(reason)")
            for line in failure.lines(of: self.programName.withLock { $0 }) { Self.complain(line) }
            exit(failure.exitCode.rawValue)
        }
    }

    /// Writes a line to standard error; what can't be told there can't be told.
    ///
    /// A call goes on when nobody reads its errors any more.
    public static func complain(_ line: String) {
        _ = Self.write(line, to: STDERR_FILENO)
    }

    /// Says how things go, unless nobody wants to hear it.
    public static func remark(_ words: String) { self.say(words, from: .usual) }

    /// Says what is being done, if somebody wants to know.
    public static func detail(_ words: String) { self.say(words, from: .detailed) }

    private static func say(_ words: String, from least: Verbosity) {
        guard self.verbosity.withLock({ $0.rawValue >= least.rawValue }) else { return }
        self.complain("\(self.programName.withLock { $0 }): \(words)")
    }

    /// Whether a person sits at both ends.
    public static var isInteractive: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    }

    /// What became of a line.
    enum Written: Equatable {
        case done
        /// Nobody reads it any more.
        case closed
        /// In the system's words.
        case failed(reason: String)
    }

    static func write(_ line: String, to descriptor: Int32) -> Written {
        var rest = Array(line.utf8)[...]
        rest.append(10)
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Foundation.write(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count < 0 else {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody else who has the same terminal wants it so.
                var end = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe _ = poll(&end, 1, -1)
            case EPIPE: return .closed
            case let reason: return .failed(reason: unsafe String(cString: strerror(reason)))
            }
        }
        return .done
    }
}
