import ArgumentParser
import ServerRuntime

struct Policy: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what new passwords must be, and when failed logins lock an account.",
        subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what holds.")
        @OptionGroup var options: DataOptions

        func run() throws { try Administration(self.options.directory).showPolicy() }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is named, and print what holds now.")
        @OptionGroup var options: DataOptions
        @Option(help: "Characters at least, 1 to 64.")
        var length: Int?
        @Option(
            help: "digit, lower, upper or special is needed; may be repeated, '' for none of them.")
        var need: [String] = []
        @Flag(
            inversion: .prefixedNo, help: "Whether the account's name may be in it.")
        var allowName: Bool?

        @Option(help: "Failed logins that lock an account, 1 to 100.")
        var failures: Int?
        @Option(help: "Within so many minutes, and for the rest of them, 1 to 1440.")
        var minutes: Int?

        func run() throws {
            try Administration(self.options.directory).setPolicy(
                PolicyChange(
                    length: self.length, classes: self.need, allowsName: self.allowName,
                    failures: self.failures, minutes: self.minutes))
        }
    }
}
