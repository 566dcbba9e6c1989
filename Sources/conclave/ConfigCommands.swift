import ArgumentParser
import ClientRuntime

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check or print the settings, with where each comes from.",
        subcommands: [Check.self, Print.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is wrong with the files of settings, all of it.")
        @OptionGroup var options: GlobalOptions

        func run() throws { try ConfigCommands.check(self.options.given) }
    }

    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting that holds, and where it comes from.")
        @OptionGroup var options: GlobalOptions

        func run() throws { try ConfigCommands.print(self.options.given) }
    }
}

struct Themes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the themes, with a sample of each on a terminal.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Only this one.")
    var name: String?
    @Flag(help: "Names only.")
    var plain = false

    func run() throws {
        try ThemeCommands.show(self.options.given, name: self.name, isPlain: self.plain)
    }
}
