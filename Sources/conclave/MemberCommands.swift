import ArgumentParser
import ClientRuntime
import Console

/// Who is in a chat, and as what.
extension Chat {
    struct Members: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print who is in a chat and as what, one a line.")
        @OptionGroup var chat: ChatArgument
        @Flag(help: "One JSON object a line.")
        var json = false

        func run() async throws {
            try await ChatCommands.members(
                self.chat.options.settings(), chat: self.chat.chat, isJSON: self.json)
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add people to a chat.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "Accounts to add.")
        var members: [String]
        @Option(help: "What of what was said before they see: none, all or a message's number.")
        var history = "none"

        func run() async throws {
            try await self.chat.change(self.members, .add(self.history.asHistory()))
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove people from a chat.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "Accounts to remove.")
        var members: [String]

        func run() async throws { try await self.chat.change(self.members, .remove) }
    }

    struct Leave: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Leave a chat.")
        @OptionGroup var chat: ChatArgument

        func run() async throws { try await self.chat.change(.leave) }
    }

    struct Role: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give somebody another role in a chat.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The account.")
        var member: String
        @Argument(help: "admin, writer (in a channel) or user.")
        var role: String

        func run() async throws { try await self.chat.change([self.member], .role(self.role)) }
    }

    struct Owner: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hand a chat of mine over to somebody; I become an admin.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The account.")
        var member: String

        func run() async throws { try await self.chat.change([self.member], .role("owner")) }
    }

    struct GrantHistory: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody in a chat see what was said before.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The account.")
        var member: String
        @Argument(help: "all, or the number of the first message to see.")
        var history: String

        func run() async throws {
            try await self.chat.change([self.member], .grant(self.history.asHistory()))
        }
    }
}

extension String {
    fileprivate func asHistory() throws -> ChatCommands.History {
        guard let history = ChatCommands.History(parsing: self) else {
            throw ValidationError("'\(self)' is neither none nor all nor a message's number")
        }
        return history
    }
}
