import ArgumentParser
import ClientRuntime
import Console

struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the interface (the default).")
    @OptionGroup var options: GlobalOptions
    @OptionGroup var devices: DeviceOptions
    @Argument(help: "A conference to enter at once: its ID, or a link to it.")
    var conference: String?
    @OptionGroup var entrance: EntranceOptions
    @Flag(help: "Lines of text instead of a screen: for screen readers and dumb terminals.")
    var plain = false
    @Flag(help: "Print the settings that hold, with where each comes from, and end.")
    var printConfig = false

    func validate() throws {
        guard self.conference != nil || self.entrance.guest == nil else {
            throw ValidationError("A guest comes in by a conference: give its ID, or a link to it.")
        }
    }

    func run() async throws {
        if self.printConfig { return try ConfigCommands.print(self.options.given) }
        let invitation = self.conference.map { self.entrance.invitation(to: $0) }
        try await Front.open(
            self.entrance.settings(self.options, for: invitation), invitation,
            devices: self.devices.chosen(), isPlain: self.plain)
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

struct Password: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change my password; my other devices have to log in again.")
    @OptionGroup var options: GlobalOptions
    @Option(help: "Read the new password from the first line of a file.")
    var newPasswordFile: String?
    @Option(help: "Read the new password from an open descriptor.")
    var newPasswordFd: Int32?
    @Option(help: "Read the new password from the first line that a command prints.")
    var newPasswordCommand: String?

    func run() async throws {
        let source =
            self.newPasswordFile.map { PasswordSource.file($0) }
            ?? self.newPasswordFd.map { .descriptor($0) }
            ?? self.newPasswordCommand.map { .command($0) }
        try await AccountCommands.changePassword(self.options.unhurried(), to: source)
    }
}

struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "me", abstract: "Show who I am on the server and what I may do there.")
    @OptionGroup var options: GlobalOptions
    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        try await AccountCommands.me(self.options.settings(), isJSON: self.json)
    }
}
