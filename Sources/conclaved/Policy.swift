import ArgumentParser
import ServerRuntime

struct Policy: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what new passwords must be.",
        subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what new passwords must be.")
        @OptionGroup var options: DataOptions

        func run() throws { try Administration(self.options.directory).showPolicy() }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change it, for passwords that are set from now on.")
        @OptionGroup var options: DataOptions
        @Option(help: "Characters at least, 1 to 64.")
        var length: Int?
        @Option(
            help: "digit, lower, upper or special is needed; may be repeated, '' for none of them.")
        var need: [String] = []
        @Flag(
            inversion: .prefixedNo, help: "Whether the account's name may be in it.")
        var allowName: Bool?

        func run() throws {
            try Administration(self.options.directory).setPolicy(
                length: self.length, classes: self.need,
                refusesName: self.allowName.map { !$0 })
        }
    }
}
