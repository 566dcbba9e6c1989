import ArgumentParser
import ServerRuntime

extension User {
    struct Deactivate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an account log in no more; its data stay, its connections are cut.")
        @OptionGroup var account: AccountOptions

        func run() throws {
            try self.account.administration.setActive(false, self.account.name)
        }
    }

    struct Activate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a deactivated account log in again.")
        @OptionGroup var account: AccountOptions

        func run() throws {
            try self.account.administration.setActive(true, self.account.name)
        }
    }

    struct Disconnect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cut an account's connections; it may log in again.")
        @OptionGroup var account: AccountOptions

        func run() throws {
            try self.account.administration.disconnect(self.account.name)
        }
    }

    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget an account's failed logins before their time.")
        @OptionGroup var account: AccountOptions

        func run() throws { try self.account.administration.unlock(self.account.name) }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an account; its messages stay, its name is never given again.")
        @OptionGroup var account: AccountOptions

        func run() throws { try self.account.administration.removeAccount(self.account.name) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List accounts: name, state, when added, display name, email addresses.")
        @OptionGroup var options: DataOptions
        @Argument(help: "What name, display name or an email address must contain.")
        var text = ""

        func run() throws {
            try Administration(self.options.directory).listAccounts(containing: self.text)
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print all accounts as CSV for a spreadsheet.")
        @OptionGroup var options: DataOptions

        func run() throws { try Administration(self.options.directory).exportAccounts() }
    }
}
