import ArgumentParser
import Console
import ServerRuntime
import Units

struct User: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Administer accounts.",
        subcommands: [
            Add.self, Edit.self, List.self, Export.self, Password.self, Deactivate.self,
            Activate.self, Disconnect.self, Unlock.self, Remove.self,
        ])

    /// One account of one data directory.
    struct AccountOptions: ParsableArguments {
        @OptionGroup var options: DataOptions
        @Argument(help: "The account's name.")
        var name: String

        var administration: Administration { Administration(self.options.directory) }
    }

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

    struct CardOptions: ParsableArguments {
        @Option(help: "The name that people see.")
        var displayName: String?
        @Option(help: "An email address; may be repeated.")
        var email: [String] = []
        @Option(help: "A telephone number; may be repeated.")
        var phone: [String] = []
        @Option(help: "The company.")
        var company: String?

        var change: CardChange {
            CardChange(
                displayName: self.displayName, emails: self.email, phones: self.phone,
                company: self.company)
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account.")
        @OptionGroup var account: AccountOptions
        @OptionGroup var card: CardOptions
        @OptionGroup var password: PasswordOptions
        @Flag(help: "It is a program, and is shown as one to everybody.")
        var bot = false
        @Option(help: "A group that it is in; may be repeated.")
        var group: [String] = []
        @Flag(help: "The first login has to set another password.")
        var mustChange = false

        func run() throws {
            try self.account.administration.addAccount(
                self.account.name, self.card.change, isBot: self.bot, groups: self.group,
                mustChangePassword: self.mustChange, self.password.source)
        }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is written down about an account; an empty value erases.")
        @OptionGroup var account: AccountOptions
        @OptionGroup var card: CardOptions
        @Flag(
            inversion: .prefixedNo,
            help: "Whether the next login has to set another password.")
        var mustChange: Bool?

        func run() throws {
            try self.account.administration.editAccount(
                self.account.name, self.card.change, mustChangePassword: self.mustChange)
        }
    }

    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password; the account's connections are cut.")
        @OptionGroup var account: AccountOptions
        @OptionGroup var password: PasswordOptions
        @Flag(help: "The next login has to set another password.")
        var mustChange = false

        func run() throws {
            try self.account.administration.setPassword(
                self.account.name, mustChange: self.mustChange, self.password.source)
        }
    }
}
