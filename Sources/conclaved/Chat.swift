import ArgumentParser
import ServerRuntime

struct Chat: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List groups and channels, and give one another owner.",
        subcommands: [List.self, Owner.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List groups and channels: ID, owner, number of members, title.")
        @OptionGroup var options: DataOptions
        @Argument(help: "What title or ID must contain.")
        var text = ""

        func run() throws {
            try Administration(self.options.directory).listChats(containing: self.text)
        }
    }

    struct Owner: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a member the owner of a chat; who was it becomes an admin.")
        @OptionGroup var options: DataOptions
        @Argument(help: "The chat's ID.")
        var chat: String
        @Argument(help: "The account.")
        var account: String

        func run() throws {
            try Administration(self.options.directory).setOwner(of: self.chat, to: self.account)
        }
    }
}
