import Foundation
import Testing

/// Scripts: one question, one answer, honest exit codes, one JSON object a line.
@Suite(.serialized) struct BotTests {
    private struct Line: Decodable, Equatable {
        var type: String
        var sender: String
        var text: String
        var sequence: Int
    }

    @Test(.timeLimit(.minutes(2)))
    func whatOneSendsTheOtherHearsOnceAndInOrder() throws {
        let stage = try Stage()
        let made = try stage.run("ada", ["chat", "new", "team", "bob"])
        #expect(made.exitCode == 0)
        let bob = try stage.start("bob", ["listen", "#team", "--json", "--max-messages", "3"])
        #expect(bob.nextComplaint() == "conclave: listening")
        let texts = ["one", "two \u{1B}[31m", "three\nlines"]
        for text in texts {
            #expect(try stage.run("ada", ["send", "#team", "-"], input: text).exitCode == 0)
        }
        let ending = try bob.waitForEnd()
        #expect(ending.exitCode == 0)
        let lines = try ending.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        let expected = texts.enumerated().map { index, text in
            Line(type: "message", sender: "ada", text: text, sequence: index + 1)
        }
        #expect(lines == expected)
        #expect(!ending.output.contains("\u{1B}"))
    }

    /// What was done, what it says on standard error, and its exit code.
    @Test(.timeLimit(.minutes(2)))
    func everyMistakeHasOneClearErrorAndItsOwnExitCode() throws {
        let stage = try Stage()
        let wrong = stage.folder + "/wrong.password"
        try Data("not it".utf8).write(to: URL(fileURLWithPath: wrong))
        let broken = stage.folder + "/broken.y4m"
        try Data("YUV4MPEG2 W0 H96 F10:1\n".utf8).write(to: URL(fileURLWithPath: broken))
        let id = "aaaa-bbbb-cccc"
        let cases: [(arguments: [String], exitCode: Int32, says: String)] = [
            (["send", "#nowhere", "hello"], 68, "there is no chat '#nowhere'"),
            (["send", "@nobody", "hello"], 68, "there is no such user"),
            (["send", "@bob", ""], 65, "a message has 1 to 4096 characters"),
            (["join", id], 68, "there is no such conference"),
            (["join", "nonsense"], 2, "'nonsense' is not a conference ID"),
            (["record", id, "-o", wrong], 73, "'\(wrong)' exists already"),
            (["call", "@bob", "--camera", "file:/nowhere.y4m"], 66, "'/nowhere.y4m'"),
            (["call", "@bob", "--camera", "file:\(broken)"], 65, "'\(broken)'"),
            (["call", "@bob", "--camera", "v4l2:/dev/video99"], 66, "/dev/video99"),
            (["call", "@bob", "--camera", "telescope"], 2, "'telescope' is not a camera"),
            (["send", "@bob", "x", "--server", "127.0.0.1:1"], 69, "nothing listens on port 1"),
            (
                [
                    "send", "@bob", "x", "--fingerprint",
                    "SHA256:\(String(repeating: "A", count: 43))",
                ],
                77, "the server's key is \(stage.fingerprint)"
            ),
            (["login", "--password-file", wrong], 77, "does not know this account"),
            (
                ["login", "--user", "nobody", "--password-file", wrong], 77,
                "does not know this account"
            ),
            (["send", "@bob"], 2, "Missing expected argument"),
            (["join", id, "--seconds=-1"], 2, "--seconds takes 0 to 1000000000"),
            (["record", id, "-o", "never.webm", "--seconds", "nan"], 2, "--seconds takes 0 to"),
        ]
        for (arguments, exitCode, says) in cases {
            let ending = try stage.run("ada", arguments)
            #expect(ending.exitCode == exitCode, "\(arguments): \(ending.errors)")
            #expect(ending.errors.contains(says), "\(arguments): \(ending.errors)")
            #expect(ending.output.isEmpty, "\(arguments): \(ending.output)")
            let errors = ending.errors.split(separator: "\n").count { $0.contains("error: ") }
            #expect(errors <= 1, "\(arguments): \(ending.errors)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aPortThatIsTakenIsSaid() throws {
        let stage = try Stage(people: [])
        let second = try Programs.run(
            "conclaved",
            [
                "serve", "--data", stage.folder + "/other", "--listen", "127.0.0.1", "--port",
                stage.port,
            ])
        #expect(second.exitCode == 69, "\(second.errors)")
        #expect(second.errors.contains("port \(stage.port)"), "\(second.errors)")
        stage.server.signal(SIGTERM)
        #expect(try stage.server.waitForEnd().exitCode == 0)
    }
}
