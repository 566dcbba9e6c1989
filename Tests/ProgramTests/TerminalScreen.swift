import Foundation
import Testing

/// A person's terminal: tmux of its own, in which a shell has started a program.
final class TerminalScreen {
    /// After so long a text is taken not to come.
    private static let patience = Duration.seconds(30)

    private let socket = "conclave-\(UUID().uuidString)"

    /// - Parameters:
    ///   - command: what the shell is given; it may end without ending the terminal.
    init(
        _ command: String, environment: [String: String], columns: Int = 100, rows: Int = 30,
    ) throws {
        let variables = environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let shell =
            "env -i PATH='\(Self.path)' LANG=C.UTF-8 TERM=\"$TERM\" TMUX=\"$TMUX\" \(variables) sh"
        try self.tmux([
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", shell,
        ])
        try self.tmux(["set", "-g", "status", "off"])
        try self.resize(columns: columns, rows: rows)
        try self.type(command)
        try self.press("Enter")
    }

    deinit {
        // It ends with all that runs in it.
        _ = try? self.tmux(["kill-server"])
    }

    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    /// Types letters.
    func type(_ text: String) throws { try self.tmux(["send-keys", "-l", text]) }

    /// Presses keys, as tmux names them: `M-x`, `C-c`, `F1`, `Enter`.
    func press(_ keys: String...) throws { try self.tmux(["send-keys"] + keys) }

    func resize(columns: Int, rows: Int) throws {
        try self.tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// What is on the screen.
    var text: String {
        get throws { try self.tmux(["capture-pane", "-p"]) }
    }

    /// A value of tmux' own: `#{alternate_on}`.
    func value(_ format: String) throws -> String {
        try self.tmux(["display-message", "-p", format])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits until a text is on the screen.
    func waits(for text: String) throws {
        try self.waits("no '\(text)'") { $0.contains(text) }
    }

    /// Waits until the screen is as it should be.
    func waits(_ complaint: String, until isRight: (String) -> Bool) throws {
        var last = ""
        let end = ContinuousClock.now + Self.patience
        repeat {
            last = try self.text
            if isRight(last) { return }
        } while ContinuousClock.now < end
        Issue.record("\(complaint) on\n\(last)")
        throw Missing()
    }

    struct Missing: Error {}

    /// tmux' server outlives its first client, and must not keep what tells us of the client's end.
    private static let closing = """
        for file in /proc/self/fd/*; do
            number=${file##*/}
            [ "$number" -gt 2 ] && eval "exec $number>&-"
        done
        exec tmux "$@"
        """

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        let ending = try Programs.run(
            "bash", ["-c", Self.closing, "tmux", "-L", self.socket] + arguments,
            environment: ["TERM": "xterm-256color"])
        try #require(ending.exitCode == 0, "tmux \(arguments): \(ending.errors)")
        return ending.output
    }
}
