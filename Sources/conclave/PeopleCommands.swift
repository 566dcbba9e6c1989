import ArgumentParser
import ClientRuntime

struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hear nothing of somebody from now on: no calls, no private messages.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Accounts to block.")
    var accounts: [String]

    func run() async throws {
        try await BlockCommands.block(self.options.settings(), self.accounts, ends: false)
    }
}

struct Unblock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Hear of somebody again.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Accounts to block no more.")
    var accounts: [String]

    func run() async throws {
        try await BlockCommands.block(self.options.settings(), self.accounts, ends: true)
    }
}

struct Blocked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print whom I have blocked, one a line.")
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await BlockCommands.list(self.options.settings()) }
}

struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List whom I may find: account, name, whether they can be reached.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "What the account or the name must contain.")
    var text = ""
    @Flag(help: "One JSON object a line.")
    var json = false

    func run() async throws {
        try await PeopleCommands.list(self.options.settings(), self.text, isJSON: self.json)
    }
}
