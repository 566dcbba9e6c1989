import Foundation
import Testing

/// A server with two people on it, in a folder of its own that goes at the end.
final class Stage {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("conclave-\(UUID().uuidString)").path
    private(set) var server: Programs.Running
    let port: String
    let fingerprint: String

    /// Adds the accounts, starts the server and logs everybody in.
    init(people: [String] = ["ada", "bob"]) throws {
        try FileManager.default.createDirectory(
            atPath: self.folder, withIntermediateDirectories: true)
        for name in people {
            try Data("correct horse battery staple\n".utf8)
                .write(to: URL(fileURLWithPath: "\(self.folder)/\(name).password"))
            let added = try Programs.run(
                "conclaved",
                [
                    "user", "add", "--data", "\(self.folder)/data", "--password-file",
                    "\(self.folder)/\(name).password", name,
                ])
            try #require(added.exitCode == 0, "\(added.errors)")
        }
        self.server = try Programs.Running(
            "conclaved",
            ["serve", "--data", "\(self.folder)/data", "--listen", "127.0.0.1", "--port", "0"],
            environment: [:])
        var fingerprint: String?
        var port: String?
        while port == nil, let line = self.server.nextLine() {
            if line.hasPrefix("fingerprint ") { fingerprint = String(line.dropFirst(12)) }
            if line.hasPrefix("listening on ") {
                port = line.split(separator: ":").last.map(String.init)
            }
        }
        self.fingerprint = try #require(fingerprint)
        self.port = try #require(port)
        for name in people {
            let login = try self.run(
                name,
                [
                    "login", "--fingerprint", self.fingerprint, "--password-file",
                    "\(self.folder)/\(name).password",
                ])
            try #require(login.exitCode == 0, "\(login.errors)")
        }
    }

    /// Crashes the server; its port stays free for it.
    func stopServer() throws {
        self.server.signal(SIGKILL)
        _ = try self.server.waitForEnd()
    }

    /// Starts the server again where it was, and returns when it listens.
    func startServer() throws {
        self.server = try Programs.Running(
            "conclaved",
            [
                "serve", "--data", "\(self.folder)/data", "--listen", "127.0.0.1", "--port",
                self.port,
            ],
            environment: [:])
        while let line = self.server.nextLine(), !line.hasPrefix("listening on ") {}
    }

    deinit {
        self.server.signal(SIGKILL)
        try? FileManager.default.removeItem(atPath: self.folder)  // Left to the system's cleaning.
    }

    /// The environment of one person's programs.
    func environment(_ name: String) -> [String: String] {
        [
            "HOME": "\(self.folder)/\(name)", "CONCLAVE_SERVER": "127.0.0.1:\(self.port)",
            "CONCLAVE_USER": name,
        ]
    }

    /// Runs a client command of one person to its end.
    func run(
        _ name: String, _ arguments: [String], input: String = ""
    ) throws -> Programs.Ending {
        try Programs.run(
            "conclave", arguments, environment: self.environment(name), input: input)
    }

    /// Starts a client command of one person.
    func start(_ name: String, _ arguments: [String]) throws -> Programs.Running {
        try Programs.Running("conclave", arguments, environment: self.environment(name))
    }
}
