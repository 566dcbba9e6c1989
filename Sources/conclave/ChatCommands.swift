import ArgumentParser
import ClientRuntime
import Console

struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the interface (the default).")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var devices: DeviceOptions
    @Flag(help: "Lines of text instead of a screen: for screen readers and dumb terminals.")
    var plain = false

    func run() async throws {
        try await Front.open(
            self.options.settings(), devices: self.devices.chosen(), isPlain: self.plain)
    }
}

struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Log in once and keep a derived key, so that later runs need no password.")
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await AccountCommands.login(self.options.settings()) }
}

struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Forget the kept login key.")
    @OptionGroup var options: GlobalOptions

    func run() async throws { try AccountCommands.logout(self.options.settings()) }
}

struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send one message; exits when the server has it for good.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "A chat: @user, #title or an ID.")
    var chat: String
    @Argument(help: "The text, or - for all of standard input.")
    var text: String

    func run() async throws {
        try await ChatCommands.send(self.options.settings(), chat: self.chat, text: self.text)
    }
}

struct Listen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is said, as it is said.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "Only this chat: @user, #title or an ID.")
    var chat: String?
    @Flag(help: "One JSON object a line.")
    var json = false
    @Option(help: "End after this many messages.")
    var maxMessages: Int?
    @Option(help: "End after this many seconds, with exit code 124 if messages are still missing.")
    var timeout: Double?

    func run() async throws {
        try await ChatCommands.listen(
            self.options.settings(),
            ListenOptions(
                chat: self.chat, isJSON: self.json, messagesMaximum: self.maxMessages,
                timeout: self.timeout))
    }
}

struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and fill chats.", subcommands: [New.self, List.self, Add.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a group chat and print its ID; with --private, open one with a person.")
        @OptionGroup var options: GlobalOptions
        @Flag(name: .customLong("private"), help: "A private chat with one person.")
        var isPrivate = false
        @Argument(help: "The group's title, or the person's account.")
        var title: String
        @Argument(help: "Accounts to invite.")
        var members: [String] = []

        func run() async throws {
            try await ChatCommands.newChat(
                self.options.settings(), title: self.title, members: self.members,
                isPrivate: self.isPrivate)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List my chats, one JSON object a line.")
        @OptionGroup var options: GlobalOptions

        func run() async throws { try await ChatCommands.listChats(self.options.settings()) }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add people to a group.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The group: #title or an ID.")
        var chat: String
        @Argument(help: "Accounts to add.")
        var members: [String]

        func run() async throws {
            try await ChatCommands.add(
                self.options.settings(), chat: self.chat, members: self.members)
        }
    }
}
