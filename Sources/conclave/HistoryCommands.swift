import ArgumentParser
import ClientRuntime
import Console

/// What was said, and what of it is read.
extension Message {
    struct Read: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mark a chat as read on all my devices.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The number of the last message that was read; the newest by default.")
        var message: UInt64?

        func run() async throws {
            try await MessageCommands.markRead(
                self.chat.options.settings(), chat: self.chat.chat, upTo: self.message)
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what was said in a chat, the oldest first.")
        @OptionGroup var chat: ChatArgument
        @OptionGroup var selection: SelectionOptions

        func run() async throws {
            try await MessageCommands.history(
                self.chat.options.settings(), chat: self.chat.chat, self.selection.value)
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the messages with all these words, the newest first.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "Only in this chat: @user, #title, favourites or an ID.")
        var chat: String?
        @Argument(help: "The words; of the last one the beginning is enough.")
        var words: [String]
        @OptionGroup var selection: SelectionOptions

        func run() async throws {
            try await MessageCommands.search(
                self.options.settings(), words: self.words, chat: self.chat,
                self.selection.value)
        }
    }
}

/// Which messages are printed, and how.
struct SelectionOptions: ParsableArguments {
    @Flag(help: "One JSON object a line.")
    var json = false
    @Option(help: "Only what was said before the message with this number.")
    var before: UInt64?
    @Option(help: "At most this many messages.")
    var maxMessages = 100

    var value: MessageCommands.Selection {
        .init(isJSON: self.json, before: self.before, messagesMaximum: self.maxMessages)
    }
}
