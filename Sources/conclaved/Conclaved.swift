public import ArgumentParser
import Console
import ServerRuntime
import Units

@main
struct Conclaved: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conclaved",
        abstract: "The Conclave server: one program, one TCP port, one data directory.",
        discussion: ExitCodes.table,
        version: ProgramVersion.text,
        subcommands: [
            Serve.self, User.self, Group.self, Chat.self, Policy.self, Audit.self, Check.self,
        ],
    )

    static func main() async {
        await Program.run("conclaved") {
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

struct DataOptions: ParsableArguments {
    @Option(help: "Where database, key and certificate are kept (CONCLAVED_DATA).")
    var data: String?

    var directory: DataDirectory { DataDirectory(given: self.data) }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until told to stop by INT or TERM.")
    @OptionGroup var options: DataOptions
    @Option(help: "The address to listen on.")
    var listen = "::"
    @Option(help: "The one TCP port; 0 takes a free one.")
    var port = ServerConfiguration.defaultPort
    @Option(help: "text or json, on standard error.")
    var logFormat = LogFormat.text

    func run() async throws {
        try await Service.run(
            ServerConfiguration(
                directory: self.options.directory, address: self.listen, port: self.port,
                logFormat: self.logFormat))
    }
}

extension LogFormat: ExpressibleByArgument {}

struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print which conferences got chats of their own and which chats another owner.")
    @OptionGroup var options: DataOptions

    func run() throws { try Administration(self.options.directory).listAudit() }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the database, the key files and their modes; print the effective limits.")
    @OptionGroup var options: DataOptions

    func run() throws { try Administration(self.options.directory).check() }
}
