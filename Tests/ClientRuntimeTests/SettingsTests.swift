import Console
import Foundation
import Testing
import Units

@testable import ClientRuntime

struct SettingsTests {
    /// A home of its own for each test, removed afterwards.
    private static func withHome(
        config: String? = nil, _ body: ([String: String]) throws -> Void
    ) throws {
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)")
        let folder = home.appendingPathComponent(".config/conclave")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }  // Left to the system's cleaning.
        if let config {
            try Data(config.utf8).write(to: folder.appendingPathComponent("config.toml"))
        }
        try body(["HOME": home.path])
    }

    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws {
        let config = "server = \"file.example\"\nuser = \"filed\"\n"
        try Self.withHome(config: config) { home in
            let fromFile = try Settings(GivenOptions(), environment: home)
            #expect(fromFile.server.host == "file.example")
            #expect(fromFile.account == "filed")

            var environment = home
            environment["CONCLAVE_SERVER"] = "environment.example"
            let fromEnvironment = try Settings(GivenOptions(), environment: environment)
            #expect(fromEnvironment.server.host == "environment.example")
            #expect(fromEnvironment.account == "filed")

            let given = GivenOptions(server: "flag.example", user: "Flagged@flag.example")
            let fromFlag = try Settings(given, environment: environment)
            #expect(fromFlag.server.host == "flag.example")
            #expect(fromFlag.account == "flagged")
        }
    }

    @Test func whatIsMissingOrMalformedIsNamed() throws {
        func message(_ given: GivenOptions, _ environment: [String: String]) -> String? {
            do {
                _ = try Settings(given, environment: environment)
                return nil
            } catch {
                return error.message
            }
        }
        try Self.withHome { home in
            #expect(message(GivenOptions(), home) == "no server given")
            #expect(message(GivenOptions(server: "here"), home) == "no user given")
            let odd = GivenOptions(server: "here", user: "ada lovelace")
            #expect(message(odd, home) == "'ada lovelace' is not an account name")
            let climbing = GivenOptions(server: "here", user: "ada", profile: "../elsewhere")
            #expect(message(climbing, home) == "profile '../elsewhere' is not a name")
        }
        try Self.withHome(config: "sever = \"typo\"") { home in
            let path = (home["HOME"] ?? "") + "/.config/conclave/config.toml"
            #expect(message(GivenOptions(), home) == "\(path): unknown setting 'sever'")
        }
        try Self.withHome(config: "server = 5") { home in
            let path = (home["HOME"] ?? "") + "/.config/conclave/config.toml"
            #expect(message(GivenOptions(), home) == "\(path): 'server' is not a string")
        }
    }
}
