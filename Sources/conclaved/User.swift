import ArgumentParser
import Console
import ServerRuntime
import Units

struct User: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Administer accounts.",
        subcommands: [Add.self, List.self, Password.self, Remove.self])

    /// Where a new password comes from; never from the argument list.
    struct PasswordOptions: ParsableArguments {
        @Option(help: "Read the password from the first line of a file.")
        var passwordFile: String?
        @Option(help: "Read the password from an open descriptor.")
        var passwordFd: Int32?
        @Option(help: "Read the password from the first line that a command prints.")
        var passwordCommand: String?

        var source: PasswordSource {
            self.passwordFile.map { .file($0) } ?? self.passwordFd.map { .descriptor($0) }
                ?? self.passwordCommand.map { .command($0) } ?? .terminal
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account.")
        @OptionGroup var options: DataOptions
        @OptionGroup var password: PasswordOptions
        @Argument(help: "The account's name.")
        var name: String

        func run() throws {
            try Administration(self.options.directory).add(self.name, self.password.source)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")
        @OptionGroup var options: DataOptions

        func run() throws { try Administration(self.options.directory).list() }
    }

    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password; the account's connections are cut.")
        @OptionGroup var options: DataOptions
        @OptionGroup var password: PasswordOptions
        @Argument(help: "The account's name.")
        var name: String

        func run() throws {
            try Administration(self.options.directory)
                .setPassword(self.name, self.password.source)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an account; its messages stay, its name is never given again.")
        @OptionGroup var options: DataOptions
        @Argument(help: "The account's name.")
        var name: String

        func run() throws { try Administration(self.options.directory).remove(self.name) }
    }
}
