import Foundation
import Testing

/// The interface in a real terminal, driven by keys.
@Suite(.serialized) struct ScreenTests {
    private let stage: Stage

    init() throws { self.stage = try Stage() }

    private func screen(_ name: String, arguments: String = "") throws -> TerminalScreen {
        let program = Programs.folder.appendingPathComponent("conclave").path
        return try TerminalScreen(
            "'\(program)' \(arguments); echo ended with $?",
            environment: self.stage.environment(name))
    }

    @Test func aDayAtTheKeyboard() throws {
        let made = try self.stage.run("ada", ["chat", "new", "team", "bob"])
        try #require(made.exitCode == 0, "\(made.errors)")
        let ada = try self.screen("ada")
        try ada.waits(for: "shared with #team (2)")
        // A message there and one back.
        try ada.type("hello, see https://example.org/x")
        try ada.press("Enter")
        try ada.waits(for: "ada │ hello, see https://example.org/x")
        let sent = try self.stage.run(
            "bob", ["send", "#team", "hi ada, :thumbsup: @ada"])
        try #require(sent.exitCode == 0, "\(sent.errors)")
        try ada.waits(for: "bob │ hi ada")
        // Tab, several rows, undo.
        try ada.type(":thumbsu")
        try ada.press("Tab")
        try ada.waits(for: "#team> 👍")
        try ada.press("M-Enter")
        try ada.type("below")
        try ada.waits(for: "       below")
        try ada.press("C-c")
        try ada.waits("still 'below'") { !$0.contains("       below") }
        // Pickers and help.
        try ada.press("M-x")
        try ada.waits(for: " Commands ")
        try ada.type("favou")
        try ada.press("Enter")
        try ada.waits(for: "only for you")
        try ada.press("C-g")
        try ada.type("te")
        try ada.press("Enter")
        try ada.waits(for: "shared with #team (2)")
        try ada.press("F1")
        try ada.waits(for: "Keys everywhere")
        try ada.press("Escape")
        try ada.waits(for: "ada │ hello")
        // Any size at any moment.
        try ada.resize(columns: 40, rows: 12)
        try ada.waits("not narrow") {
            $0.contains("shared with #team (2)") && !$0.contains("1 #team")
        }
        try ada.resize(columns: 12, rows: 3)
        try ada.waits(for: "too small")
        try ada.resize(columns: 130, rows: 40)
        try ada.waits(for: " 2 people")
        // A question before the end, and the terminal as it was.
        try ada.press("C-c")
        try ada.waits(for: "quit Conclave?")
        #expect(try ada.value("#{alternate_on} #{mouse_any_flag}") == "1 1")
        try ada.press("y")
        try ada.waits(for: "ended with 0")
        #expect(try ada.value("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0")
        try ada.type("echo typed $((40 + 2))")
        try ada.press("Enter")
        try ada.waits(for: "typed 42")
    }

    @Test func theTerminalIsGivenBackHoweverItEnds() throws {
        let ada = try self.screen("ada")
        try ada.waits(for: "No chats yet")
        // Stopped and back: the shell has its terminal meanwhile.
        try ada.press("C-z")
        try ada.waits("not stopped") { !$0.contains("No chats yet") }
        #expect(try ada.value("#{alternate_on} #{mouse_any_flag}") == "0 0")
        try ada.type("fg")
        try ada.press("Enter")
        try ada.waits(for: "No chats yet")
        // Ended from outside.
        let identifier = try Programs.run(
            "pgrep", ["-n", "-P", ada.value("#{pane_pid}"), "conclave"])
        let process = try #require(
            Int32(identifier.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(process, SIGTERM)
        try ada.waits(for: "ended with")
        #expect(try ada.value("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0")
    }

    @Test func theMouseAndThePasteReachTheInterface() throws {
        for title in ["team", "garden"] {
            let made = try self.stage.run("ada", ["chat", "new", title, "bob"])
            try #require(made.exitCode == 0, "\(made.errors)")
        }
        let ada = try self.screen("ada")
        try ada.waits(for: "shared with #")
        try ada.click(on: "#garden")
        try ada.waits(for: "shared with #garden (2)")
        try ada.click(on: "#team")
        try ada.waits(for: "shared with #team (2)")
        // A few lines go into the line, not out at once.
        try ada.paste("one\ntwo")
        try ada.waits(for: "       two")
        try ada.press("C-c")
        try ada.waits("still 'two'") { !$0.contains("       two") }
        // Many are asked about, by keys and by clicks.
        try ada.paste((1...9).map { "line \($0)" }.joined(separator: "\n"))
        try ada.waits(for: "the paste has 9 lines")
        try ada.click(on: "drop it")
        try ada.waits("still asked") { !$0.contains("the paste has") }
        // A password is asked about before anybody reads it.
        try ada.paste("hunter2!Aq")
        try ada.press("Enter")
        try ada.waits(for: "this looks like a password or a key")
        try ada.press("Escape")
        try ada.waits("still asked") { !$0.contains("this looks like") }
    }

    @Test(.timeLimit(.minutes(2)))
    func twoPeopleSeeEachOther() throws {
        let made = try self.stage.run("ada", ["chat", "new", "team", "bob"])
        try #require(made.exitCode == 0, "\(made.errors)")
        let bob = try self.stage.start(
            "bob", ["call", "#team", "--camera", "pattern", "--microphone", "tone"])
        let id = try #require(bob.nextLine())
        let ada = try self.screen("ada", arguments: "--camera pattern --microphone tone")
        try ada.waits(for: "conference \(id) is running: /join")
        try ada.press("M-j")
        try ada.waits(for: "in conference \(id) (2)")
        try ada.waits(for: "end to end")
        // Both pictures, and who is heard.
        try ada.waits("no picture") { $0.filter { "▀▄█▌▐▘▝▖▗▚▞".contains($0) }.count > 100 }
        try ada.waits(for: "● bob")
        // A key lets go of the other picture, and brings it back.
        try ada.press("F3", "F3")
        try ada.waits("not alone") { !$0.contains("ada") || $0.contains("one picture alone") }
        bob.signal(SIGTERM)
        #expect(try bob.waitForEnd().exitCode == 0)
        try ada.waits(for: "in conference \(id) (1)")
        try ada.press("C-c")
        try ada.waits(for: "leave the call?")
        try ada.press("y")
        try ada.waits(for: "out of the conference")
    }

    /// A terminal that goes and one that comes: the program lives on, and draws what the new one has
    /// room for.
    @Test func aSessionIsLeftAndTakenUpElsewhere() throws {
        let made = try self.stage.run("ada", ["chat", "new", "team", "bob"])
        try #require(made.exitCode == 0, "\(made.errors)")
        let ada = try self.screen("ada")
        try ada.waits(for: "shared with #team (2)")
        try ada.attach(columns: 70, rows: 20)
        try ada.waits("as large as before") {
            $0.split(separator: "\n").allSatisfy { $0.count <= 70 }
        }
        try ada.type("from the other")
        try ada.press("Enter")
        try ada.waits(for: "ada │ from the other")
        try ada.attach(columns: 120, rows: 30)
        try ada.waits(for: " 2 people")
    }

    @Test func filesGoBothWays() throws {
        let made = try self.stage.run("ada", ["chat", "new", "team", "bob"])
        try #require(made.exitCode == 0, "\(made.errors)")
        let path = "\(self.stage.folder)/plan.txt"
        try Data("a plan".utf8).write(to: URL(fileURLWithPath: path))
        let ada = try self.screen("ada")
        try ada.waits(for: "shared with #team (2)")
        try ada.type("/file \(self.stage.folder)/pl")
        try ada.press("Tab")
        try ada.waits(for: "plan.txt")
        try ada.type("for tomorrow")
        try ada.press("Enter")
        try ada.waits(for: "file plan.txt, 6 B: /save")
        try ada.type("/save \(self.stage.folder)/copy.txt")
        try ada.press("Enter")
        try ada.waits(for: "saved \(self.stage.folder)/copy.txt")
        #expect(
            try String(contentsOfFile: "\(self.stage.folder)/copy.txt", encoding: .utf8) == "a plan"
        )
    }
}
