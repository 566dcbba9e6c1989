import Foundation
import Testing

/// The interface as lines, driven by a pipe.
@Suite(.serialized) struct PlainTests {
    /// Reads until a line has a text; what was passed over is lost.
    private func line(of program: Programs.Running, with text: String) throws -> String {
        while let line = program.nextLine() {
            if line.contains(text) { return line }
        }
        Issue.record("no '\(text)'")
        throw Missing()
    }

    private struct Missing: Error {}

    @Test(.timeLimit(.minutes(2)))
    func aTalkInLines() throws {
        let stage = try Stage()
        let made = try stage.run("ada", ["chat", "new", "team", "bob"])
        try #require(made.exitCode == 0, "\(made.errors)")
        let ada = try stage.start("ada", ["--plain"])
        _ = try self.line(of: ada, with: "what you write is shared with #team (2)")
        // Something said there and back, with what a terminal would obey taken out.
        ada.type("hello, @bob")
        let heard = try stage.run("bob", ["send", "#team", "hi \u{1B}[31mada\u{7}"])
        try #require(heard.exitCode == 0, "\(heard.errors)")
        let said = try self.line(of: ada, with: "#team bob: ")
        #expect(!said.contains("\u{1B}") && !said.contains("\u{7}"))
        // Commands, mistakes, names of one's own and questions.
        ada.type("/whoo")
        _ = try self.line(of: ada, with: "error: there is no command '/whoo'; the nearest is /who")
        ada.type("/alias wave = /me waves to")
        ada.type("/wave bob")
        ada.type("/pins")
        _ = try self.line(of: ada, with: "nothing is pinned here")
        ada.type("hunter2!Aq")
        _ = try self.line(of: ada, with: "this looks like a password or a key")
        ada.type("n")
        _ = try self.line(of: ada, with: "nothing was sent")
        ada.type("/save-settings")
        _ = try self.line(of: ada, with: "kept in \(stage.folder)/ada/.config/conclave/config.toml")
        ada.type("/quit")
        #expect(try ada.waitForEnd().exitCode == 0)
        // What was kept holds for the next run; what was said is there.
        let again = try stage.run("ada", ["--plain"], input: "/alias\n/quit\n")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(again.output.contains("/wave = /me waves to"))
        let bob = try stage.start("bob", ["--plain"])
        _ = try self.line(of: bob, with: "#team ada: hello, @bob")
        // The next thing that was said: nothing came between.
        var next = try #require(bob.nextLine())
        if next.contains("#team bob: ") { next = try #require(bob.nextLine()) }
        #expect(next.hasSuffix("#team * ada waves to bob"))
        bob.type("/quit")
        #expect(try bob.waitForEnd().exitCode == 0)
    }

    /// A guest is heard by its name, votes, and is there by its name when it has left.
    @Test(.timeLimit(.minutes(2)))
    func aGuestTalksAndVotesInLines() throws {
        let stage = try Stage()
        let planned = try stage.run("ada", ["plan", "new", "coffee", "--room", "--guests"])
        try #require(planned.exitCode == 0, "\(planned.errors)")
        let id = planned.output.filter { !$0.isWhitespace }
        let ada = try stage.start("ada", ["open", id, "--plain"])
        _ = try self.line(of: ada, with: "in conference \(id) with ada (you)")
        let gwen = try stage.start(
            "gwen",
            ["open", id, "--guest", "Gwen", "--plain", "--fingerprint", stage.fingerprint])
        _ = try self.line(of: gwen, with: "in conference \(id) with ada, Gwen (guest) (you)")
        _ = try self.line(of: ada, with: "Gwen joined as a guest")
        ada.type("/mute")
        _ = try self.line(
            of: ada, with: "no microphone was opened; conclave --microphone says which to take")
        ada.type("/cam")
        _ = try self.line(
            of: ada, with: "no camera was opened; conclave --camera says which to take")
        ada.type("shall we begin?")
        _ = try self.line(of: gwen, with: "ada: shall we begin?")
        gwen.type("yes, please")
        _ = try self.line(of: ada, with: "guest Gwen: yes, please")
        gwen.type("/yes")
        _ = try self.line(of: ada, with: "votes: yes 1 of 2 (50 %), no 0 (0 %)")
        ada.type("/clear-votes")
        _ = try self.line(of: gwen, with: "ada: the vote: yes 1 of 2 (50 %), no 0 (0 %)")
        gwen.type("/quit")
        gwen.type("y")
        _ = try self.line(of: ada, with: "guest Gwen left")
        #expect(try gwen.waitForEnd().exitCode == 0)
        let history = try stage.run("ada", ["message", "history", "meeting:\(id)"])
        #expect(history.output.contains("guest Gwen: yes, please"), "\(history.errors)")
        ada.type("/quit")
        ada.type("y")
        #expect(try ada.waitForEnd().exitCode == 0)
    }

    @Test(.timeLimit(.minutes(2)))
    func theEndOfInputEndsIt() throws {
        let stage = try Stage()
        let ended = try stage.run("ada", ["--plain"], input: "/help quit\n")
        #expect(ended.exitCode == 0, "\(ended.errors)")
        #expect(ended.output.contains("end the program"))
    }
}
