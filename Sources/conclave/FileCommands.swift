import ArgumentParser
import ClientRuntime

struct File: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send files into chats, and fetch them.", subcommands: [Send.self, Get.self])

    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a file; prints the number of its message.")
        @OptionGroup var options: GlobalOptions
        @Option(help: "A text that comes with it.")
        var caption = ""
        @Argument(help: "A chat: @user, #title or an ID.")
        var chat: String
        @Argument(help: "The file.", completion: .file())
        var path: String

        func run() async throws {
            try await FileCommands.send(
                self.options.settings(timeout: nil), chat: self.chat, path: self.path,
                caption: self.caption)
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch the file of a message; a broken fetch goes on where it was.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The message's number.")
        var message: UInt64
        @Argument(help: "Where to put it; it must not exist yet.", completion: .file())
        var output: String

        func run() async throws {
            try await FileCommands.fetch(
                self.options.settings(timeout: nil), message: self.message, output: self.output)
        }
    }
}
