import ArgumentParser
import ClientRuntime
import Console
import Units

@main
struct Conclave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conclave",
        abstract: "Secure conferencing in a terminal: chat, video, voice and recording.",
        discussion: ExitCodes.table,
        version: ProgramVersion.text,
        subcommands: [
            Open.self, Login.self, Logout.self, Password.self, WhoAmI.self, Send.self, Listen.self,
            Message.self, Poll.self, Chat.self, File.self, CallCommand.self, Join.self, Record.self,
            Plan.self, Conferences.self, People.self, Block.self, Unblock.self, Blocked.self,
            Demo.self,
            Devices.self, Doctor.self, Config.self, Themes.self,
        ],
        defaultSubcommand: Open.self,
    )

    static func main() async {
        await Program.run("conclave") {
            var command = try self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } misused: { error in
            (self.fullMessage(for: error), self.exitCode(for: error).rawValue)
        }
    }
}

/// Options that every command understands; a flag wins over the environment, and that over the file.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The server: host, host:port or [address]:port (CONCLAVE_SERVER).")
    var server: String?
    @Option(help: "The account (CONCLAVE_USER).")
    var user: String?
    @Option(help: "Read the password from the first line of a file.")
    var passwordFile: String?
    @Option(help: "Read the password from an open descriptor.")
    var passwordFd: Int32?
    @Option(help: "Read the password from the first line that a command prints.")
    var passwordCommand: String?
    @Option(help: "Trust only this server key (CONCLAVE_FINGERPRINT).")
    var fingerprint: String?
    @Option(help: "Give up after this many seconds, with exit code 124; negative or inf: never.")
    var timeout: Double?
    @OptionGroup var common: CommonOptions

    var given: GivenOptions {
        let password =
            self.passwordFile.map { PasswordSource.file($0) }
            ?? self.passwordFd.map { .descriptor($0) }
            ?? self.passwordCommand.map { .command($0) }
        var given = self.common.given
        given.server = self.server
        given.user = self.user
        given.password = password
        given.fingerprint = self.fingerprint
        return given
    }

    /// - Parameter timeout: Seconds that it may take if nobody says otherwise; nil for ever.
    func settings(timeout: Double? = 30) throws(Failure) -> Settings {
        var given = self.given
        given.timeout = self.timeout ?? timeout
        return try Settings(given)
    }

    /// Of what lasts as long as one likes.
    func unhurriedGiven() throws(Failure) -> GivenOptions {
        guard self.timeout == nil else {
            throw Failure(.misused, "what lasts as long as one likes takes no --timeout")
        }
        return self.given
    }

    func unhurried() throws(Failure) -> Settings { try Settings(self.unhurriedGiven()) }
}
