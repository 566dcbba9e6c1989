import ArgumentParser
import Foundation
import SecureSockets
import ServerRuntime
import Sessions
import Units

/// The server of `forward` and `chat`, in a process of its own; ends with its standard input.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "A server on loopback for a load: prints its port, ends with its input.",
        shouldDisplay: false)

    /// Every account's.
    static let password = Array("measured".utf8)

    @Option(help: "Accounts: p0, p1, …")
    var accounts = 2
    @Option(help: "Where its data are, and stay; without it they are removed at the end.")
    var data: String?

    /// Messages at once, and then in a second: what is measured is the server, not its patience.
    private static let postsMaximum = 1_000_000

    func run() async throws {
        DescriptorLimit.raise()
        var rooms = SwitchboardLimits()
        rooms.postBurst = Self.postsMaximum
        rooms.postsPerSecond = Self.postsMaximum
        let server = try await LocalServer.start(
            accounts: (0..<self.accounts).map { ("p\($0)", Self.password) },
            limits: SocketLimits(), rooms: rooms,
            directory: self.data.map { DataDirectory(given: $0) })
        Precedence.raise()
        FileHandle.standardOutput.write(Data("\(server.port)\n".utf8))
        await Self.waitForEndOfInput()
        await server.stop()
    }

    private static func waitForEndOfInput() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                while !FileHandle.standardInput.availableData.isEmpty {}
                continuation.resume()
            }
        }
    }
}

/// How many files and sockets this process may have open.
enum DescriptorLimit {
    /// As many as the system lets us have; a load that needs more fails with the system's reason.
    static func raise() {
        var files = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &files) == 0 else { return }
        files.rlim_cur = files.rlim_max
        _ = unsafe setrlimit(kind, &files)
    }
}
