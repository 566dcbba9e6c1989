import Foundation
import Testing

/// A person's terminal: tmux of its own, in which a shell has started a program.
final class TerminalScreen {
    /// After so long a text is taken not to come.
    private static let patience = Duration.seconds(30)

    private let socket = "conclave-\(UUID().uuidString)"
    /// Of the terminal from which this one is looked at.
    private var outer: String { self.socket + "-outer" }

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
        self.leave()
        self.end(self.socket)
    }

    /// Ends the terminal from which this one is looked at; there may be none.
    private func leave() { self.end(self.outer) }

    /// `kill-server` is a SIGTERM that a server sends itself; started from a thread that blocks
    /// signals, as those of a test are, it never gets it.
    private func end(_ socket: String) {
        let question = ["-L", socket, "display-message", "-p", "#{pid}"]
        guard let answer = try? Programs.run("tmux", question), answer.exitCode == 0,
            let server = Int32(answer.output.trimmingCharacters(in: .whitespacesAndNewlines)),
            server > 1
        else { return }
        kill(server, SIGKILL)
    }

    /// Looks at it from another terminal of that size; the one before is gone.
    func attach(columns: Int, rows: Int) throws {
        self.leave()
        try self.tmux(["set", "-g", "window-size", "latest"])
        try self.tmux(["set", "-uw", "window-size"])
        try self.tmux(
            [
                "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
                "env -u TMUX tmux -L '\(self.socket)' attach",
            ], self.outer)
        try self.tmux(["set", "-g", "status", "off"], self.outer)
    }

    private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    /// Types letters.
    func type(_ text: String) throws { try self.tmux(["send-keys", "-l", text]) }

    /// Presses keys, as tmux names them: `M-x`, `C-c`, `F1`, `Enter`.
    func press(_ keys: String...) throws { try self.tmux(["send-keys"] + keys) }

    /// Clicks with the left button; columns and rows are counted from 1.
    func click(column: Int, row: Int) throws {
        try self.type("\u{1B}[<0;\(column);\(row)M\u{1B}[<0;\(column);\(row)m")
    }

    /// Clicks on the first place where a text stands, which is all ASCII up to there.
    func click(on text: String) throws {
        for (row, line) in try self.text.split(
            separator: "\n", omittingEmptySubsequences: false
        ).enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            let column = line.distance(from: line.startIndex, to: range.lowerBound)
            return try self.click(column: column + 1, row: row + 1)
        }
        Issue.record("no '\(text)' to click on")
        throw Missing()
    }

    /// Pastes as a terminal does, with marks around it if the program asked for them.
    func paste(_ text: String) throws {
        try self.tmux(["set-buffer", text])
        try self.tmux(["paste-buffer", "-p"])
    }

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
    private func tmux(_ arguments: [String], _ socket: String? = nil) throws -> String {
        let ending = try Programs.run(
            "bash", ["-c", Self.closing, "tmux", "-L", socket ?? self.socket] + arguments,
            environment: ["TERM": "xterm-256color"])
        try #require(ending.exitCode == 0, "tmux \(arguments): \(ending.errors)")
        return ending.output
    }
}
