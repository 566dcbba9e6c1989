import ArgumentParser
import ClientRuntime
import Console

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send one message; exits when the server has it for good.")
    @OptionGroup var chat: ChatArgument
    @Argument(help: "The text, or - for all of standard input.")
    var text: String
    @OptionGroup var output: PostedOutput

    func run() async throws { try await self.output.say(.text(self.text), in: self.chat) }
}

struct Listen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is said, as it is said.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Only this chat: @user, #title, favourites or an ID.")
    var chat: String?
    @Flag(help: "One JSON object a line.")
    var json = false
    @Option(help: "End after this many messages.")
    var maxMessages: Int?

    func run() async throws {
        try await MessageCommands.listen(
            Settings(self.options.given),
            ListenOptions(
                chat: self.chat, isJSON: self.json, messagesMaximum: self.maxMessages,
                timeout: self.options.timeout))
    }
}

struct Message: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer, change, find and print messages, which are named by their numbers.",
        subcommands: [
            Reply.self, Forward.self, Edit.self, Delete.self, Hide.self, React.self, Unreact.self,
            Pin.self, Unpin.self, Read.self, History.self, Search.self,
        ])

    struct Reply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Answer a message.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "The text, or - for all of standard input.")
        var text: String
        @OptionGroup var output: PostedOutput

        func run() async throws {
            try await self.output.say(.reply(to: self.message, self.text), in: self.chat)
        }
    }

    struct Forward: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say a message again in another chat, under its author's name.")
        @OptionGroup var source: ChatArgument
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "The chat it goes to.")
        var target: String
        @OptionGroup var output: PostedOutput

        func run() async throws {
            try await MessageCommands.say(
                self.source.options.settings(), chat: self.target,
                .forward(self.message, from: self.source.chat), isJSON: self.output.json)
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a message of mine another text.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "The text, or - for all of standard input.")
        var text: String

        func run() async throws { try await self.chat.change([self.message], .edit(self.text)) }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete messages for everybody.")
        @OptionGroup var chat: ChatArgument
        @OptionGroup var messages: MessageArguments

        func run() async throws { try await self.chat.change(self.messages.numbers, .delete) }
    }

    struct Hide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete messages for me only.")
        @OptionGroup var chat: ChatArgument
        @OptionGroup var messages: MessageArguments

        func run() async throws { try await self.chat.change(self.messages.numbers, .hide) }
    }

    struct React: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put an emoji under a message.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "One emoji.")
        var emoji: String

        func run() async throws { try await self.chat.change([self.message], .react(self.emoji)) }
    }

    struct Unreact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take an emoji of mine back.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "One emoji.")
        var emoji: String

        func run() async throws {
            try await self.chat.change([self.message], .takeReactionBack(self.emoji))
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Pin messages.")
        @OptionGroup var chat: ChatArgument
        @OptionGroup var messages: MessageArguments

        func run() async throws { try await self.chat.change(self.messages.numbers, .pin) }
    }

    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Unpin messages.")
        @OptionGroup var chat: ChatArgument
        @OptionGroup var messages: MessageArguments

        func run() async throws { try await self.chat.change(self.messages.numbers, .unpin) }
    }
}

/// The same done to each of several messages.
struct MessageArguments: ParsableArguments {
    @Argument(help: "The messages' numbers.")
    var numbers: [UInt64]
}

/// What a new message has become.
struct PostedOutput: ParsableArguments {
    @Flag(help: "Print the new message's number and time as one JSON object.")
    var json = false

    func say(
        _ saying: MessageCommands.Saying, in chat: ChatArgument
    ) async throws {
        try await MessageCommands.say(
            chat.options.settings(), chat: chat.chat, saying, isJSON: self.json)
    }
}

extension ChatArgument {
    fileprivate func change(
        _ messages: [UInt64], _ change: MessageCommands.Change
    ) async throws {
        try await MessageCommands.change(
            self.options.settings(), chat: self.chat, messages: messages, change)
    }
}
