internal import Canvas
internal import Foundation
internal import Interface
internal import Synchronization
internal import Units

/// A program of the person's own that is told what the desktop is told.
///
/// It is run as it is, by no shell, and finds what there is to say in its environment: nothing that
/// others have written is an argument or a command. It has no descriptor of ours but three to
/// `/dev/null`, is not waited for, and its failure is told once.
final class AlertCommand: Sendable {
    /// Programs that run at once; one that hangs must not pile up.
    static let runningMaximum = 4
    /// From one to the next; what comes sooner is in the chat, and is not told.
    static let interval = Duration.seconds(1)
    /// Of what others have written, in one variable: more than a desktop shows.
    static let textByteCountMaximum = 1024

    private struct State {
        var runningCount = 0
        var startedAt: Instant?
        var hasFailed = false
    }

    private let state = Mutex(State())
    private let program: String
    private let environment: [String: String]
    private let tell: @Sendable (Message) -> Void

    /// - Parameter tell: takes the notice of a failure, on any thread.
    init(
        _ program: String, environment: [String: String],
        tell: @escaping @Sendable (Message) -> Void,
    ) {
        self.program = program
        self.environment = environment
        self.tell = tell
    }

    /// Runs the program, unless too many run or one has just begun.
    ///
    /// - Returns: whether it was begun.
    @discardableResult
    func run(_ alert: Alert, at now: Instant) -> Bool {
        let isDue = self.state.withLock { state in
            if let startedAt = state.startedAt, now - startedAt < Self.interval { return false }
            guard state.runningCount < Self.runningMaximum else { return false }
            state.startedAt = now
            state.runningCount += 1
            return true
        }
        guard isDue else { return false }
        DispatchQueue.global().async { self.start(alert) }
        return true
    }

    private func start(_ alert: Alert) {
        guard let path = LocalDesk.path(of: self.program, self.environment) else {
            return self.end("there is no program '\(self.program)'")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.environment = self.environment.merging(Self.variables(of: alert)) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { process in
            let code = process.terminationStatus
            let isSignal = process.terminationReason == .uncaughtSignal
            self.end(
                code == 0 && !isSignal
                    ? nil : "it ended with \(isSignal ? "signal" : "code") \(code)"
            )
        }
        do { try process.run() } catch { self.end("'\(path)' cannot be run") }
    }

    /// - Parameter failure: as a clause; nil if all went well.
    func end(_ failure: String?) {
        let isFirst = self.state.withLock { state in
            state.runningCount -= 1
            defer { state.hasFailed = state.hasFailed || failure != nil }
            return failure != nil && !state.hasFailed
        }
        guard isFirst, let failure else { return }
        self.tell(.notice(.warning, "notify_command: \(failure); this is said once"))
    }

    /// What the program is told. Every variable is always there, so that none is left over from
    /// the program that runs us.
    static func variables(of alert: Alert) -> [String: String] {
        [
            "CONCLAVE_KIND": alert.kind.rawValue, "CONCLAVE_CHAT": Self.cut(alert.chat),
            "CONCLAVE_SENDER": Self.cut(alert.sender), "CONCLAVE_TEXT": Self.cut(alert.text),
        ]
    }

    private static func cut(_ text: Sanitized) -> String {
        var byteCount = 0
        return String(
            text.text.prefix {
                byteCount += $0.utf8.count
                return byteCount <= Self.textByteCountMaximum
            })
    }
}
