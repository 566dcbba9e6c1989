import ArgumentParser
import ClientRuntime
import Console

struct Poll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a chat, vote, and end a vote. Polls are messages, named by their numbers.",
        subcommands: [New.self, Vote.self, Close.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a question with 2 to 10 answers.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The question, up to 255 characters.")
        var question: String
        @Argument(help: "The answers, up to 100 characters each.")
        var answers: [String]
        @Flag(help: "Several answers may be chosen.")
        var multiple = false
        @Flag(help: "Nobody is told who chose what.")
        var anonymous = false
        @Flag(help: "Print the poll's number and time as one JSON object.")
        var json = false

        func run() async throws {
            try await PollCommands.ask(
                self.chat.options.settings(), chat: self.chat.chat, question: self.question,
                options: self.answers, isMultiple: self.multiple, isAnonymous: self.anonymous,
                isJSON: self.json)
        }
    }

    struct Vote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vote in a poll, in place of an earlier vote of mine.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The poll's number.")
        var message: UInt64
        @Argument(help: "The answers' numbers, from 1; none takes the vote back.")
        var numbers: [Int] = []
        @Flag(help: "Print the vote's number and time as one JSON object.")
        var json = false

        func run() async throws {
            try await PollCommands.vote(
                self.chat.options.settings(), chat: self.chat.chat, message: self.message,
                numbers: self.numbers, isJSON: self.json)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a poll: mine, or anybody's where I may delete others' messages.")
        @OptionGroup var chat: ChatArgument
        @Argument(help: "The poll's number.")
        var message: UInt64
        @Flag(help: "Print the end's number and time as one JSON object.")
        var json = false

        func run() async throws {
            try await PollCommands.close(
                self.chat.options.settings(), chat: self.chat.chat, message: self.message,
                isJSON: self.json)
        }
    }
}
