import Canvas
import Console
import Foundation
import Interface
import Testing
import Units

@testable import ClientRuntime

struct SettingsTests {
    /// A home of its own for each test, removed afterwards.
    private static func withHome(
        config: String? = nil, _ body: ([String: String]) throws -> Void
    ) throws {
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)")
        let folder = home.appendingPathComponent(".config/conclave")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }  // Left to the system's cleaning.
        if let config {
            try Data(config.utf8).write(to: folder.appendingPathComponent("config.toml"))
        }
        try body(["HOME": home.path])
    }

    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws {
        let config = "server = \"file.example\"\nuser = \"filed\"\n"
        try Self.withHome(config: config) { home in
            let fromFile = try Settings(GivenOptions(), environment: home)
            #expect(fromFile.server.host == "file.example")
            #expect(fromFile.account == "filed")

            var environment = home
            environment["CONCLAVE_SERVER"] = "environment.example"
            let fromEnvironment = try Settings(GivenOptions(), environment: environment)
            #expect(fromEnvironment.server.host == "environment.example")
            #expect(fromEnvironment.account == "filed")

            let given = GivenOptions(server: "flag.example", user: "Flagged@flag.example")
            let fromFlag = try Settings(given, environment: environment)
            #expect(fromFlag.server.host == "flag.example")
            #expect(fromFlag.account == "flagged")
        }
    }

    @Test func ofTwoWaysToAPasswordThatOfTheBetterPlaceHolds() throws {
        let config = "server = \"a.example\"\nuser = \"ada\"\npassword_file = \"/mine\"\n"
        try Self.withHome(config: config) { home in
            #expect(try Settings(GivenOptions(), environment: home).password == .file("/mine"))
            let variable = ["CONCLAVE_PASSWORD_COMMAND": "pass ada"]
            let settings = try Settings(GivenOptions(), environment: home.merging(variable) { $1 })
            #expect(settings.password == .command("pass ada"))
        }
    }

    @Test func whatIsMissingOrMalformedIsNamed() throws {
        func message(_ given: GivenOptions, _ environment: [String: String]) -> String? {
            do {
                _ = try Settings(given, environment: environment)
                return nil
            } catch {
                return error.message
            }
        }
        try Self.withHome { home in
            #expect(message(GivenOptions(), home) == "no server given")
            #expect(message(GivenOptions(server: "here"), home) == "no user given")
            let odd = GivenOptions(server: "here", user: "ada lovelace")
            #expect(message(odd, home) == "'ada lovelace' is not an account name")
            let climbing = GivenOptions(server: "here", user: "ada", profile: "../elsewhere")
            #expect(message(climbing, home) == "profile '../elsewhere' is not a name")
        }
    }

    /// All that is wrong with a file.
    private static func problems(_ text: String) throws -> [Failure] {
        SettingsFile("config.toml", try TOMLFile("config.toml", text: text)).problems
    }

    @Test(arguments: [
        (
            "# mine\n\nsever = \"typo\"\n", "config.toml:3: unknown setting 'sever'",
            "did you mean 'server'?"
        ),
        ("server = 5", "config.toml:1: 'server' takes text in quotes", nil),
        ("theme = true", "config.toml:1: 'theme' takes text in quotes", nil),
        ("mouse = \"yes\"", "config.toml:1: 'mouse' takes true or false", nil),
        (
            "\nnotifications = \"some\"",
            "config.toml:2: 'notifications' takes all, mentions or none", nil
        ),
        ("paste_lines = 1001", "config.toml:1: 'paste_lines' takes 0 to 1000", nil),
        (
            "[keys]\n\"atl+x\" = \"palette\"", "config.toml:2: there is no key 'atl+x'",
            "keys are written like alt+x, f2, ctrl+space"
        ),
        (
            "[keys]\n\"alt+x\" = 5",
            "config.toml:2: the key 'alt+x' takes an action or a /command in quotes", nil
        ),
        (
            "[keys]\n\"alt+x\" = \"palete\"", "config.toml:2: there is no action 'palete'",
            "did you mean 'palette'?"
        ),
        (
            "[keys]\n\"ctrl+r\" = \"help\"\n\"ctrl+R\" = \"close\"",
            "config.toml:3: the key 'ctrl+r' is bound twice", nil
        ),
        (
            "[keys.pickr]\nf9 = \"close\"", "config.toml:2: there is no table 'keys.pickr'",
            "did you mean 'picker'?"
        ),
        (
            "[keys.picker]\nj = \"line-down\"",
            "config.toml:2: letters are text in a list to pick from", nil
        ),
        (
            "[keys.question]\nf9 = \"layout\"",
            "config.toml:2: 'layout' means nothing in a question", nil
        ),
        (
            "[aliases]\nhelp = \"/me\"", "config.toml:2: 'help' cannot be a name for a command",
            "use small letters, digits, '-' and '_', and no command's name"
        ),
        (
            "[aliases]\nhi = \"me\"", "config.toml:2: the name 'hi' takes a /command in quotes", nil
        ),
        (
            "[links]\nopen = \"xdg-open\"",
            "config.toml:2: 'open' takes a program and its arguments",
            "such as [\"xdg-open\"]; [] opens nothing"
        ),
        (
            "[other]\nserver = \"x\"", "config.toml:2: unknown setting 'other.server'",
            "did you mean 'server'?"
        ),
    ])
    func aMistakeInAFileIsToldWithItsLine(text: String, message: String, hint: String?) throws {
        let problem = Failure(.configuration, message, hint: hint)
        #expect(try Self.problems(text) == [problem])
    }

    @Test func everyMistakeIsToldInTheFilesOrder() throws {
        let text = "mouse = 1\nfoo = 2\nserver = \"ok\"\nbell = \"x\"\n"
        let places = try Self.problems(text).map { $0.message.prefix { $0 != " " } }
        #expect(places == ["config.toml:1:", "config.toml:2:", "config.toml:4:"])
    }

    @Test func whatIsNotTOMLIsToldWithItsLine() {
        let failure = #expect(throws: Failure.self) {
            try TOMLFile("config.toml", text: "server = \"a\"\nuser = \n")
        }
        #expect(failure?.message.hasPrefix("config.toml:2: not TOML: ") == true)
        #expect(failure?.exitCode == .configuration)
    }

    @Test func keysAreBoundToActions() throws {
        let text = """
            [keys]
            "alt+=" = "palette"
            f2 = 'none'
            [keys.reader]
            "." = "hit-next"
            """
        let file = SettingsFile("config.toml", try TOMLFile("config.toml", text: text))
        #expect(file.problems == [])
        let palette = KeyChoice(key: "alt+=", deed: .action(.palette))
        let next = KeyChoice(key: ".", in: .reader, deed: .action(.hitNext))
        #expect(file.keys == [palette, KeyChoice(key: "f2", deed: nil), next])
    }

    @Test func everyValueIsPrintedWithItsOrigin() throws {
        let config =
            "theme = \"mono\"\nmouse = false\n[keys]\n\"alt+x\" = \"help\"\n"
            + "[aliases]\nhi = \"/me waves\"\n[links]\nopen = [\"xdg-open\"]\n"
        try Self.withHome(config: config) { home in
            var environment = home
            environment["CONCLAVE_SERVER"] = "here"
            environment["CONCLAVE_BELL"] = ""
            environment["CONCLAVE_MOUSE"] = "true"
            let system = (home["HOME"] ?? "") + "/system.toml"
            try Data("bell = false\ntheme = \"light\"\n".utf8).write(to: URL(filePath: system))
            let path = (home["HOME"] ?? "") + "/.config/conclave/config.toml"
            let sources = try SettingsSources(
                GivenOptions(user: "ann"), environment: environment, systemFile: system)
            try sources.check()
            #expect(
                ConfigCommands.lines(sources) == [
                    "server = \"here\"  # CONCLAVE_SERVER", "user = \"ann\"  # --user",
                    "# fingerprint is not set: the only server key to trust",
                    "# password_file is not set: a file whose first line is the password",
                    "# password_command is not set: a command that prints the password",
                    "theme = \"mono\"  # \(path):1", "mouse = true  # CONCLAVE_MOUSE",
                    "bell = false  # \(system):1", "bell_here = false  # default",
                    "notifications = \"all\"  # default",
                    "notification_content = \"full\"  # default", "paste_lines = 5  # default",
                    "roster = true  # default", "show_joins = \"all\"  # default",
                    "markup = true  # default", "line_history = \"commands\"  # default",
                    "tmux_passthrough = false  # default",
                    "# notify_command is not set: a program that is told what the desktop is told",
                    "[keys]",
                    "\"alt+x\" = \"help\"", "[aliases]", "\"hi\" = \"/me waves\"",
                    "[links]", "open = [\"xdg-open\"]",
                ])
            // What is printed can be read again.
            let again = ConfigCommands.lines(sources).joined(separator: "\n")
            #expect(try Self.problems(again) == [])
        }
    }

    @Test func aNamedFileTakesThePlaceOfOnesOwn() throws {
        try Self.withHome(config: "server = \"usual\"\nuser = \"ann\"\n") { home in
            let path = (home["HOME"] ?? "") + "/other.toml"
            let missing = #expect(throws: Failure.self) {
                try SettingsSources(GivenOptions(file: path), environment: home)
            }
            #expect(missing?.message == "there is no settings file '\(path)'")
            try Data("server = \"other\"\n".utf8).write(to: URL(filePath: path))
            let given = try SettingsSources(GivenOptions(file: path), environment: home)
            #expect(given.text("server") == "other" && given.text("user") == nil)
            #expect(ScreenSettings(given).file == path)
            let variable = home.merging(["CONCLAVE_CONFIG": path]) { $1 }
            let named = try SettingsSources(GivenOptions(), environment: variable)
            #expect(named.text("server") == "other")
        }
    }

    @Test func theOptionForColoursWinsOverTheEnvironment() {
        let plain = ["NO_COLOR": "1", "TERM": "xterm"]
        #expect(ColorChoice.auto.applied(to: plain) == plain)
        #expect(
            ColorChoice.always.applied(to: plain) == ["CLICOLOR_FORCE": "1", "TERM": "xterm"])
        let forced = ["CLICOLOR_FORCE": "1"]
        #expect(ColorChoice.never.applied(to: forced) == ["NO_COLOR": "1"])
    }

    @Test func aWrongVariableIsToldByItsName() throws {
        try Self.withHome { home in
            let environment = home.merging(["CONCLAVE_MOUSE": "on"]) { $1 }
            let sources = try SettingsSources(GivenOptions(), environment: environment)
            let failure = #expect(throws: Failure.self) { try sources.check() }
            #expect(failure?.message == "CONCLAVE_MOUSE takes true or false, not 'on'")
        }
    }

    @Test func theScreenGetsWhatIsSet() throws {
        let config = """
            theme = "light"
            mouse = false
            notifications = "mentions"
            notification_content = "sender"
            paste_lines = 7
            [keys]
            f3 = "palette"
            """
        try Self.withHome(config: config) { home in
            let settings = try ScreenSettings(environment: home)
            #expect(settings.preferences.theme == "light" && !settings.mayPassThrough)
            #expect(!settings.preferences.hasMouse)
            #expect(settings.preferences.value(of: .notificationContent) == "sender")
            #expect(settings.preferences.value(of: .notifications) == "mentions")
            #expect(settings.preferences.value(of: .pasteLines) == "7")
            #expect(settings.keys == [KeyChoice(key: "f3", deed: .action(.palette))])
        }
        try Self.withHome { home in
            let settings = try ScreenSettings(environment: home)
            #expect(settings.keys == [] && settings.linkCommand == [])
            #expect(settings.preferences == Preferences())
        }
    }
}

struct ThemeLibraryTests {
    private static func withThemes(
        _ files: [String: String], _ body: (ThemeLibrary) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // Left to the system's cleaning.
        for (name, text) in files {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        try body(ThemeLibrary(folder.path))
    }

    @Test func onesOwnStandBesideTheShippedOnesAndBeforeThem() throws {
        let files = [
            "mine.toml": "inherits = \"deep\"\n[list]\nchat = \"accent\"\n",
            "deep.toml": "inherits = \"light\"\n[palette]\naccent = \"#010203 4 5\"\n",
            "light.toml": "inherits = \"light\"\n[palette]\ngrey = \"#040506 7 8\"\n",
            "notes.txt": "", "a b.toml": "",
        ]
        try Self.withThemes(files) { library in
            #expect(library.ownNames == ["deep", "light", "mine"])
            #expect(library.names == ["dark", "deep", "high-contrast", "light", "mine", "mono"])
            let mine = try library.theme("mine")
            #expect(mine[.listChat].foreground == .rgb(1, 2, 3))
            #expect(mine[.messageTime].foreground == .rgb(4, 5, 6))
            let shipped = try #require(Theme.shipped["light"])
            #expect(mine[.messageMarker] == shipped[.messageMarker])
            #expect(try library.theme("dark") == .standard)
        }
    }

    @Test func aMistakeIsToldWithTheFileAndLineThatHasIt() throws {
        let files = [
            "one.toml": "inherits = \"two\"\n",
            "two.toml": "# two\n[palette]\nred = \"#ff0000 1 1\"\n[list]\nchta = \"red\"\n",
            "three.toml": "[list]\nchat = 5\n",
            "four.toml": "inherits = \"drak\"\n",
            "five.toml": "inherits = \"six\"\n",
            "six.toml": "inherits = \"five\"\n",
        ]
        try Self.withThemes(files) { library in
            func message(_ name: String) -> String? {
                do {
                    _ = try library.theme(name)
                    return nil
                } catch {
                    return error.message.replacing(library.folder + "/", with: "")
                }
            }
            #expect(
                message("one")
                    == "two.toml:5: there is no theme key 'list.chta'; the nearest is 'list.chat'")
            #expect(message("three") == "three.toml:2: 'list.chat' takes text in quotes")
            #expect(
                message("four")
                    == "four.toml:1: there is no theme 'drak' to inherit from; the nearest is 'dark'"
            )
            #expect(message("five") == "six.toml:1: the theme 'five' inherits from itself")
            #expect(message("../x") == "there is no theme '../x'")
            let hint = #expect(throws: Failure.self) { try library.theme("ligth") }?.hint
            #expect(hint == "did you mean 'light'? 'conclave themes' lists all")
        }
    }
}
