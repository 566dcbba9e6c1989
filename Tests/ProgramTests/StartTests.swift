import Foundation
import Testing

/// The interface before its first connection.
@Suite(.serialized) struct StartTests {
    private let stage: Stage

    init() throws { self.stage = try Stage() }

    private func screen(_ arguments: String = "") throws -> TerminalScreen {
        let program = Programs.folder.appendingPathComponent("conclave").path
        return try TerminalScreen(
            "'\(program)' \(arguments); echo ended with $?",
            environment: self.stage.environment("ada"))
    }

    private var refused: String {
        "nothing listens on port \(self.stage.port) of 127.0.0.1"
    }

    @Test(.timeLimit(.minutes(2)))
    func theScreenIsThereBeforeTheServerIs() throws {
        try self.stage.stopServer()
        let ada = try self.screen()
        try ada.waits(for: "No connection: \(self.refused)")
        try ada.waits(for: "offline, ")
        // What needs no server works.
        try ada.press("F1")
        try ada.waits(for: "Keys everywhere")
        try ada.press("Escape")
        try ada.waits(for: "No connection: ")
        try ada.type("good morning")
        try ada.waits(for: "> good morning")
        try self.stage.startServer()
        try ada.waits(for: "No chats yet")
        try ada.waits("not online") { $0.contains(" online") && $0.contains("> good morning") }
        let made = try self.stage.run("bob", ["chat", "new", "team", "ada"])
        try #require(made.exitCode == 0, "\(made.errors)")
        // What was written meanwhile is there to be sent.
        try ada.waits(for: "#team> good morning")
        try ada.press("Enter")
        try ada.waits(for: "ada │ good morning")
    }

    /// Whoever takes the connection and says nothing keeps nobody from the screen, or from leaving it.
    @Test(.timeLimit(.minutes(2)))
    func aSilentServerIsLeftAtOnce() throws {
        self.stage.server.signal(SIGSTOP)
        defer { self.stage.server.signal(SIGCONT) }
        let ada = try self.screen()
        try ada.waits(for: "Connecting to 127.0.0.1:\(self.stage.port)")
        #expect(try ada.value("#{alternate_on}") == "1")
        try ada.press("C-c")
        try ada.waits(for: "quit Conclave?")
        try ada.press("y")
        try ada.waits(for: "ended with 0")
        #expect(try ada.value("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0")
    }

    /// What trying again cannot mend is said where one came from, with its exit code.
    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (
                "--password-file eve.password",
                "the server does not know this account with this password"
            ),
            ("--fingerprint SHA256:\(String(repeating: "A", count: 43))", "the server's key is "),
        ])
    func whatCannotBeMendedEndsIt(arguments: String, words: String) throws {
        try Data("not the one of ada\n".utf8)
            .write(to: URL(fileURLWithPath: "\(self.stage.folder)/eve.password"))
        // Eve has never logged in here, and says that she is ada.
        var environment = self.stage.environment("eve")
        environment["CONCLAVE_USER"] = "ada"
        environment["CONCLAVE_FINGERPRINT"] = self.stage.fingerprint
        let given = arguments.split(separator: " ").map { word in
            word == "eve.password" ? "\(self.stage.folder)/eve.password" : String(word)
        }
        let options =
            given.contains("--password-file")
            ? given : given + ["--password-file", "\(self.stage.folder)/ada.password"]
        let program = Programs.folder.appendingPathComponent("conclave").path
        let screen = try TerminalScreen(
            "'\(program)' \(options.joined(separator: " ")); echo ended with $?",
            environment: environment, columns: 150)
        try screen.waits(for: "ended with 77")
        try screen.waits(for: "conclave: error: ")
        #expect(try screen.text.contains(words))
        #expect(try screen.value("#{alternate_on} #{cursor_flag}") == "0 1")
        let lines = try Programs.run(
            "conclave", ["--plain"] + options, environment: environment, input: "hello\n")
        #expect(lines.exitCode == 77)
        #expect(lines.output == "connecting to 127.0.0.1:\(self.stage.port)\n")
        #expect(lines.errors.hasPrefix("conclave: error: ") && lines.errors.contains(words))
    }

    @Test(.timeLimit(.minutes(2)))
    func linesSayTheSame() throws {
        try self.stage.stopServer()
        let ada = try self.stage.start("ada", ["--plain"])
        #expect(ada.nextLine() == "connecting to 127.0.0.1:\(self.stage.port)")
        #expect(ada.nextLine() == "note: no connection: \(self.refused); trying again")
        ada.type("/help quit")
        #expect(ada.nextLine()?.contains("/quit") == true)
        while let line = ada.nextLine(), !line.contains("end the program") {}
        try self.stage.startServer()
        while let line = ada.nextLine(), line != "connected" {}
        ada.type("/quit")
        #expect(try ada.waitForEnd().exitCode == 0)
        // A signal is heard in the middle of an attempt.
        self.stage.server.signal(SIGSTOP)
        let silent = try self.stage.start("ada", ["--plain"])
        #expect(silent.nextLine() == "connecting to 127.0.0.1:\(self.stage.port)")
        silent.signal(SIGTERM)
        #expect(try silent.waitForEnd().exitCode == 0)
    }
}
