import ArgumentParser
import Foundation

struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "What chats cost a server, how fast it is, and what is left after its death.",
        discussion: """
            The server runs in a process of its own, the people in this one: real TLS clients that \
            log in. Figures of processors are the server's user and system time.
            """,
        subcommands: [
            FanOutCommand.self, CommitCommand.self, KillCommand.self, CatchUpCommand.self,
            SearchCommand.self, HistoryCommand.self,
        ])
}

/// This program, which is its own server.
enum OwnProgram {
    static var path: String {
        let link = "/proc/self/exe"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
    }
}
