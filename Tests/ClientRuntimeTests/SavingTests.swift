import Canvas
import Console
import Foundation
import Interface
import Testing
import Units

@testable import ClientRuntime

/// What was set while the program ran, written into the person's file.
struct SavingTests {
    private static let changes: SettingChanges = {
        var changes = SettingChanges()
        changes.preferences = [.theme: "light", .bell: "false"]
        changes.keys = [
            KeyChoice(key: "f9", deed: .command("/react +1")), KeyChoice(key: "alt+x", deed: nil),
            KeyChoice(key: "f9", in: .picker, deed: .action(.close)),
        ]
        changes.aliases = ["hi": "/me waves", "old": nil]
        return changes
    }()

    @Test func onlyTheLinesThatAreMeantChange() {
        let before = """
            # mine
            server = "here"  # of "us"
            theme = 'dark # not "light"'  # for the night

            [keys]  # all of them
            # the palette
            "alt+x" = "palette"

            [aliases]
            old = "/who"
            kept = "/log"
            """
        let after = """
            # mine
            server = "here"  # of "us"
            theme = "light"  # for the night
            bell = false

            [keys]  # all of them
            # the palette
            "alt+x" = "none"
            f9 = "/react +1"

            [aliases]
            kept = "/log"
            hi = "/me waves"

            [keys.picker]
            f9 = "close"

            """
        #expect(SettingsFile.text(before, with: Self.changes) == after)
        // Once more changes nothing.
        #expect(SettingsFile.text(after, with: Self.changes) == after)
    }

    /// Of each key there is one line, before and after.
    @Test(arguments: ["=", "\\", "\"", "#", "'", "."] as [Key])
    func aKeyThatMeansSomethingInTOMLIsFoundAgain(key: Key) throws {
        var changes = SettingChanges()
        changes.keys = [KeyChoice(key: key, deed: .action(.help))]
        let first = SettingsFile.text("", with: changes)
        changes.keys = [KeyChoice(key: key, deed: .command("/react \"+1\" # so"))]
        let second = SettingsFile.text(first, with: changes)
        #expect(second.split(separator: "\n").count == 2)
        let file = SettingsFile("config.toml", try TOMLFile("config.toml", text: second))
        #expect(file.problems == [])
        #expect(file.keys == [KeyChoice(key: key, deed: .command("/react \"+1\" # so"))])
    }

    @Test func aCommentBehindAQuotedQuoteStaysAsItIs() {
        var changes = SettingChanges()
        changes.aliases = ["say": "/who"]
        #expect(
            SettingsFile.text(
                #"""
                [aliases]
                say = "/me says \"#\""  # "so"
                """#, with: changes) == #"""
                    [aliases]
                    say = "/who"  # "so"

                    """#)
    }

    @Test func theEndsOfLinesStayAsTheyAre() {
        var changes = SettingChanges()
        changes.preferences = [.bell: "false"]
        let text = SettingsFile.text("# mine\r\ntheme = \"dark\"\r\n", with: changes)
        #expect(text == "# mine\r\ntheme = \"dark\"\r\nbell = false\r\n")
    }

    /// Bytes that are no UTF-8, and a folder, which can't be read by anybody.
    @Test func aFileThatCannotBeReadIsNotTakenForAnEmptyOne() throws {
        try Self.withFolder { folder in
            let path = folder + "/config.toml"
            let bytes = Data([0x23, 0xFF, 0x0A])
            try bytes.write(to: URL(filePath: path))
            #expect(throws: Failure.self) { try SettingsFile.save(Self.changes, to: path) }
            #expect(FileManager.default.contents(atPath: path) == bytes)
            #expect(throws: Failure(.noInput, "cannot read \(folder)")) {
                try SettingsFile.save(Self.changes, to: folder)
            }
        }
    }

    @Test func anEmptyFileGetsAllTables() throws {
        let text = SettingsFile.text("", with: Self.changes)
        let file = SettingsFile("config.toml", try TOMLFile("config.toml", text: text))
        #expect(file.problems == [])
        #expect(file.values == ["theme": "light", "bell": "false"])
        #expect(file.aliases == ["hi": "/me waves"])
        #expect(file.keys.count == 3 && Self.changes.keys.allSatisfy(file.keys.contains))
    }

    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // Left to the system's cleaning.
        try body(folder.path)
    }

    @Test func itIsWrittenThroughALinkAndWhatItSaysIsChecked() throws {
        try Self.withFolder { folder in
            let path = folder + "/config.toml"
            try Data("theme = \"dark\"\n".utf8).write(to: URL(filePath: folder + "/real.toml"))
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: folder + "/real.toml")
            try SettingsFile.save(Self.changes, to: path)
            let real = try String(contentsOfFile: folder + "/real.toml", encoding: .utf8)
            #expect(real.hasPrefix("theme = \"light\"\n"))
            let kind = try FileManager.default.attributesOfItem(atPath: path)[.type]
            #expect(kind as? FileAttributeType == .typeSymbolicLink)
        }
    }

    /// A table in one line is TOML too, and not one that single lines of can be changed.
    @Test(arguments: ["keys = { f1 = \"help\" }\n", "theme = \"\"\"\ndark\"\"\"\n"])
    func whatCannotBeChangedIsLeftAsItIs(text: String) throws {
        try Self.withFolder { folder in
            let path = folder + "/config.toml"
            try Data(text.utf8).write(to: URL(filePath: path))
            #expect(throws: Failure.self) { try SettingsFile.save(Self.changes, to: path) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test func linesComeBackInTheirOrderAndNobodyElseReadsThem() throws {
        try Self.withFolder { folder in
            let history = LineHistory(folder + "/state/lines")
            #expect(history.read() == [])
            let lines = ["/who", "two\nlines", "a \\n b \\", "/log"]
            for line in lines { try history.append(line) }
            #expect(history.read() == lines)
            let attributes = try FileManager.default.attributesOfItem(atPath: history.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            for number in 0..<2 * LineHistory.countMaximum { try history.append("\(number)") }
            #expect(history.read().count == LineHistory.countMaximum)
            #expect(history.read().last == "399")
            #expect(try String(contentsOfFile: history.path, encoding: .utf8).count < 1000)
        }
    }

    /// Far more than is read of it, in fewer rows than are kept.
    @Test func longLinesMakeNoFileThatIsNotReadAnyMore() throws {
        try Self.withFolder { folder in
            let history = LineHistory(folder + "/lines")
            for number in 0..<100 {
                try history.append("\(number) " + String(repeating: "x", count: 20_000))
            }
            let lines = history.read()
            #expect(lines.last?.hasPrefix("99 ") == true)
            #expect(lines.allSatisfy { $0.hasSuffix("x") && $0.count > 20_000 })
            let size = try FileManager.default.attributesOfItem(atPath: history.path)[.size]
            #expect(try #require(size as? Int) <= LineHistory.byteCountMaximum)
            try history.append(String(repeating: "y", count: LineHistory.byteCountMaximum))
            #expect(history.read() == lines)
        }
    }

    @Test func nothingIsAddedToAFileThatOthersCanRead() throws {
        try Self.withFolder { folder in
            let history = LineHistory(folder + "/lines")
            try history.append("/who")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644], ofItemAtPath: history.path)
            #expect(throws: Failure(.configuration, "\(history.path) can be read by others")) {
                try history.append("/log")
            }
            #expect(try String(contentsOfFile: history.path, encoding: .utf8) == "/who\n")
        }
    }
}
