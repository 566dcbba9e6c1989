public import Console
internal import Foundation
internal import Rooms
internal import TOMLKit
public import Units

/// What the command line gave; nil where it gave nothing.
public struct GivenOptions: Sendable {
    public var server: String?
    public var user: String?
    public var password: PasswordSource?
    public var fingerprint: String?
    public var profile: String?

    public init(
        server: String? = nil, user: String? = nil, password: PasswordSource? = nil,
        fingerprint: String? = nil, profile: String? = nil,
    ) {
        self.server = server
        self.user = user
        self.password = password
        self.fingerprint = fingerprint
        self.profile = profile
    }
}

/// What a run works with: a flag wins over the environment, and that over the profile's file.
public struct Settings: Sendable {
    public var server: ServerAddress
    public var account: String
    public var password: PasswordSource?
    public var fingerprint: String?
    let paths: Paths

    /// - Throws: exit code 2 or 78 for what is missing or malformed, naming where it came from.
    public init(
        _ given: GivenOptions, environment: [String: String]
    ) throws(Failure) {
        let profile = given.profile ?? environment["CONCLAVE_PROFILE"] ?? ""
        self.paths = try Paths(environment: environment, profile: profile)
        let file = try Self.read(self.paths.settings)
        func value(_ flag: String?, _ variable: String, _ key: String) -> String? {
            flag ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? file[key]
        }
        guard let server = value(given.server, "CONCLAVE_SERVER", "server") else {
            throw Failure(
                .misused, "no server given",
                hint: "use --server HOST, CONCLAVE_SERVER, or 'server' in \(self.paths.settings)")
        }
        self.server = try ServerAddress(parsing: server)
        guard let user = value(given.user, "CONCLAVE_USER", "user") else {
            throw Failure(
                .misused, "no user given",
                hint: "use --user NAME, CONCLAVE_USER, or 'user' in \(self.paths.settings)")
        }
        guard let account = AccountName(user.prefix { $0 != "@" }) else {
            throw Failure(
                .misused, "'\(user)' is not an account name",
                hint: "use letters, digits, '.', '_' and '-'")
        }
        self.account = account.text
        self.fingerprint = value(given.fingerprint, "CONCLAVE_FINGERPRINT", "fingerprint")
        self.password =
            given.password
            ?? value(nil, "CONCLAVE_PASSWORD_FILE", "password_file").map { .file($0) }
            ?? value(nil, "CONCLAVE_PASSWORD_COMMAND", "password_command").map { .command($0) }
    }

    /// The same with this process' environment.
    public init(_ given: GivenOptions) throws(Failure) {
        try self.init(given, environment: ProcessInfo.processInfo.environment)
    }

    private static func read(_ path: String) throws(Failure) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.noInput, "cannot read \(path)")
        }
        let known = ["server", "user", "fingerprint", "password_file", "password_command"]
        var values: [String: String] = [:]
        do {
            let table = try TOMLTable(string: String(decoding: data, as: UTF8.self))
            for key in table.keys {
                guard known.contains(key) else {
                    throw Failure(
                        .configuration, "\(path): unknown setting '\(key)'",
                        hint: "known are: \(known.joined(separator: ", "))")
                }
                guard let text = table[key]?.string else {
                    throw Failure(.configuration, "\(path): '\(key)' is not a string")
                }
                values[key] = text
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.configuration, "\(path) is not TOML: \(error)")
        }
        return values
    }
}
