import Foundation
import Testing

/// Manual and README against the programs: what is written down exists, what exists is written down.
struct ManualTests {
    private static let pages = [
        "conclave.1", "conclaved.8", "conclave-commands.7", "conclave-config.5",
        "conclave-themes.5",
    ]

    /// A server's manual is in section 8.
    private static func page(of program: String) -> String {
        program == "conclaved" ? "conclaved.8" : program + ".1"
    }

    // MARK: Options and subcommands

    @Test(arguments: ["conclave", "conclaved"])
    func everyOptionIsInTheManual(program: String) throws {
        let command = try ProgramCommand.of(program)
        let page = try ManualPage(Self.page(of: program))
        let described = ManualPage.options(in: page.entries)
        for option in command.allOptions.sorted() {
            #expect(described.contains(option), "\(option)")
        }
    }

    @Test(arguments: ["conclave", "conclaved"])
    func everySubcommandIsInTheManual(program: String) throws {
        let command = try ProgramCommand.of(program)
        let page = try ManualPage(Self.page(of: program))
        let entries = Set(page.entries.filter { $0.first == "Cm" }.map { $0.dropFirst().first })
        for name in command.allSubcommands.sorted() {
            #expect(entries.contains(name), "\(name)")
        }
    }

    @Test(arguments: pages)
    func theManualNamesNoOptionThatIsGone(page: String) throws {
        let program = page == "conclaved.8" ? "conclaved" : "conclave"
        let known = try ProgramCommand.of(program).allOptions
        for option in try ManualPage(page).options.sorted() {
            #expect(known.contains(option), "\(option)")
        }
    }

    @Test(arguments: ["README.md"] + pages.map { "man/" + $0 })
    func examplesCanBeTyped(path: String) throws {
        let text = try #require(Repository.text(path))
        let commands = Examples.commands(in: text)
        #expect(path.hasSuffix(".7") || path.hasSuffix(".5") || commands.count > 2)
        for words in commands {
            let fault = try ProgramCommand.of(words[0]).fault(in: words.dropFirst())
            #expect(fault == nil, "\(words.joined(separator: " ")): \(fault ?? "")")
        }
    }

    // MARK: Exit codes, settings

    @Test(arguments: ["conclave.1", "conclaved.8"])
    func everyExitCodeIsInTheManual(page: String) throws {
        let source = try #require(Repository.text("Sources/Units/Failure.swift"))
        let codes = source.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.first == "case" && words.count == 4 && words[2] == "=" ? words[3] : nil
        }
        #expect(codes.count > 10)
        let entries = Set(try ManualPage(page).entries.compactMap(\.first))
        for code in codes { #expect(entries.contains(String(code)), "\(code)") }
    }

    @Test func everySettingAndVariableIsInTheManual() throws {
        let page = try #require(Repository.text("man/conclave-config.5"))
        let path = "Sources/ClientRuntime/Settings/Setting.swift"
        let source = try #require(Repository.text(path))
        let connection = source.split(separator: "        Setting(").dropFirst().compactMap {
            Quoted.strings(in: $0).first
        }
        let settings = connection + (try self.preferences())
        #expect(settings.contains("server") && settings.contains("theme"))
        let entries = try ManualPage("conclave-config.5").entries
        let written = Set(entries.filter { $0.first == "Li" }.compactMap { $0.dropFirst().first })
        #expect(Set(settings).subtracting(written) == [], "not in the manual")
        #expect(
            written.subtracting(settings + ["[keys]", "[aliases]", "[links]"]) == [],
            "only in the manual")
        for setting in settings {
            let variable = "CONCLAVE_" + setting.uppercased()
            #expect(page.contains(variable), "\(variable)")
        }
        let variables = Repository.sources.filter { $0.target == "ClientRuntime" }
            .flatMap { Quoted.strings(in: $0.lines.joined(separator: "\n")[...]) }
            .filter { $0.hasPrefix("CONCLAVE_") }
        #expect(variables.contains("CONCLAVE_PROFILE"))
        for variable in Set(variables).sorted() { #expect(page.contains(variable), "\(variable)") }
    }

    /// The names of the interface's own table of settings.
    private func preferences() throws -> [String] {
        let source = try #require(
            Repository.text("Sources/Interface/State/Preferences.swift"))
        let table = try #require(source.split(separator: "public enum Name").last)
        return table.split(separator: "\n\n").first?.split(separator: "\n").compactMap { line in
            guard let name = line.split(separator: "        case ").first,
                line.hasPrefix("        case ")
            else { return nil }
            return Quoted.strings(in: line).first ?? String(name)
        } ?? []
    }

    @Test func everyStyleAndThemeIsInTheManual() throws {
        let source = try #require(Repository.text("Sources/Canvas/StyleName.swift"))
        let styles = source.split(separator: "\n").filter { $0.contains("case ") }
            .flatMap { Quoted.strings(in: $0) }
        #expect(styles.count > 40)
        let entries = try ManualPage("conclave-themes.5").entries
        let written = Set(
            entries.filter { $0.first == "Li" }.flatMap { $0.dropFirst() }.filter { $0 != "," })
        let keys = Set(styles.filter { !$0.hasPrefix("name.") } + ["name.1", "inherits", "colors"])
        let names = Repository.names(below: "Themes").map { $0.replacing(".toml", with: "") }
        #expect(names.contains("mono"))
        #expect(keys.union(names).subtracting(written) == [], "not in the manual")
        #expect(written.subtracting(keys).subtracting(names) == ["name.8"], "only in the manual")
    }

    // MARK: The interface

    @Test func interfaceCommandsAndTheirManualAreTheSame() throws {
        var names: Set<String> = []
        for file in Repository.sources where file.path.hasPrefix("Sources/Interface/Commands/") {
            let text = file.lines.joined(separator: "\n")
            guard let call = text.split(separator: ": Command = Command(").dropFirst().first else {
                continue
            }
            names.insert("/" + (Quoted.strings(in: call).first ?? file.path))
            for list in call.split(separator: "aliases: [").dropFirst() {
                names.formUnion(Quoted.strings(in: list.prefix { $0 != "]" }).map { "/" + $0 })
            }
        }
        #expect(names.count > 20)
        let words = try ManualPage("conclave-commands.7").words
        let written = Set(words.filter { $0.hasPrefix("/") && $0.count > 1 })
        #expect(names.subtracting(written) == [], "not in the manual")
        #expect(written.subtracting(names) == [], "only in the manual")
    }

    // MARK: Links

    @Test func linksLeadToFiles() throws {
        let guides = try #require(
            FileManager.default.enumerator(
                atPath: Repository.root.appendingPathComponent("Sources").path))
        let names = guides.allObjects.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }
        #expect(names.count > 5)
        for path in ["README.md"] + names.map({ "Sources/" + $0 }) {
            let text = try #require(Repository.text(path))
            let folder = Repository.root.appendingPathComponent(path).deletingLastPathComponent()
            for part in text.split(separator: "](").dropFirst() {
                let target = part.prefix { $0 != ")" }
                guard !target.contains("://"), !target.hasPrefix("#") else { continue }
                let file = folder.appendingPathComponent(String(target)).path
                #expect(FileManager.default.fileExists(atPath: file), "\(path): \(target)")
            }
        }
    }
}

/// A command as the built program's own parser describes it.
private struct ProgramCommand: Decodable, Sendable {
    struct Argument: Decodable, Sendable {
        struct Name: Decodable, Sendable {
            var kind: String
            var name: String

            var text: String { (self.kind == "long" ? "--" : "-") + self.name }
        }

        var names: [Name]?
    }

    private struct Dump: Decodable {
        var command: ProgramCommand
    }

    struct Unfit: Error {
        var program: String
    }

    var commandName: String
    var arguments: [Argument]?
    var subcommands: [ProgramCommand]?

    /// The program beside the tests, asked for its commands.
    static func of(_ program: String) throws -> ProgramCommand {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let process = Process()
        let output = Pipe()
        process.executableURL = folder.appendingPathComponent(program)
        process.arguments = ["--experimental-dump-help"]
        process.standardOutput = output
        try process.run()
        let dump = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unfit(program: program) }
        return try JSONDecoder().decode(Dump.self, from: dump).command
    }

    var options: Set<String> {
        Set((self.arguments ?? []).flatMap { $0.names ?? [] }.map(\.text))
    }

    /// Its own long options and those of all subcommands.
    var allOptions: Set<String> {
        (self.subcommands ?? []).reduce(self.options.filter { $0.hasPrefix("--") }) {
            $0.union($1.allOptions)
        }
    }

    var allSubcommands: Set<String> {
        (self.subcommands ?? []).reduce([]) {
            $0.union($1.allSubcommands).union([$1.commandName])
        }
    }

    /// What this command would not understand; nil if it understands all of it.
    func fault(in words: ArraySlice<String>) -> String? {
        let children = self.subcommands ?? []
        if let name = words.first, !children.isEmpty, !name.hasPrefix("-") {
            guard let child = children.first(where: { $0.commandName == name }) else {
                return "no subcommand '\(name)'"
            }
            return child.fault(in: words.dropFirst())
        }
        // What is given to a command without a subcommand goes to its default one.
        let known = children.reduce(self.options) { $0.union($1.options) }
        let unknown = words.first {
            $0.hasPrefix("-") && $0.count > 1 && !known.contains(String($0.prefix { $0 != "=" }))
        }
        return unknown.map { "no option '\($0)'" }
    }
}

/// A page of the manual, in the mdoc macros.
private struct ManualPage {
    /// The lines of the page, split at white space.
    let lines: [[String]]

    struct Missing: Error {
        var page: String
    }

    init(_ name: String) throws {
        guard let text = Repository.text("man/" + name) else { throw Missing(page: name) }
        self.lines = text.replacing("\\-", with: "-").split(separator: "\n")
            .map { $0.split(separator: " ").map(String.init) }
    }

    var words: [String] { self.lines.flatMap { $0 } }

    /// The heads of lists, without their macro.
    var entries: [[String]] {
        self.lines.filter { $0.first == ".It" }.map { Array($0.dropFirst()) }
    }

    /// All long options of the page.
    var options: Set<String> { Self.options(in: self.lines) }

    /// Long options: `Fl -server`, and spelled out in examples.
    static func options(in lines: [[String]]) -> Set<String> {
        var options: Set<String> = []
        for line in lines {
            for (index, word) in line.enumerated() {
                let isFlag = index > 0 && ["Fl", ".Fl"].contains(line[index - 1])
                let option = (isFlag ? "-" : "") + word
                let letter = option.dropFirst(2).first
                if option.hasPrefix("--"), letter?.isLetter == true { options.insert(option) }
            }
        }
        return options
    }
}

/// Command lines that a reader is invited to type.
private enum Examples {
    /// Every call of one of our programs, as words, in fenced, indented and literal blocks.
    static func commands(in text: String) -> [[String]] {
        var commands: [[String]] = []
        var isInside = false
        for line in text.replacing("\\e\n", with: " ").split(separator: "\n") {
            if line.hasPrefix("```") {
                isInside.toggle()
            } else if line.hasPrefix(".Bd -literal") {
                isInside = true
            } else if line.hasPrefix(".Ed") {
                isInside = false
            } else if isInside || line.hasPrefix("    ") {
                commands += Self.calls(in: String(line).replacing("\\-", with: "-"))
            }
        }
        return commands
    }

    /// A program's name at the beginning of a command, and what follows up to the command's end.
    private static func calls(in line: String) -> [[String]] {
        var calls: [[String]] = []
        let parts = line.split { "|;()>".contains($0) }.flatMap { $0.split(separator: "&&") }
        for part in parts {
            var words = part.split(separator: " ").map(String.init)[...]
            if words.first == "$" { words.removeFirst() }
            if words.starts(with: ["swift", "run", "-c", "release"]) { words.removeFirst(4) }
            guard words.first == "conclave" || words.first == "conclaved" else { continue }
            calls.append(Array(words))
        }
        return calls
    }
}

/// String literals of a Swift source.
private enum Quoted {
    static func strings(in text: Substring) -> [String] {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }
}
