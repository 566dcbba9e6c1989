public import Console
internal import Foundation
internal import Rooms
public import Units

/// What a run works with.
public struct Settings: Sendable {
    public var server: ServerAddress
    public var account: String
    public var password: PasswordSource?
    public var fingerprint: String?
    /// The longest that an errand at the server may take; nil for ever.
    let timeLimit: Duration?
    /// How the screen looks and behaves.
    let screen: ScreenSettings
    let paths: Paths

    /// - Throws: exit code 2 or 78 for what is missing or malformed, naming where it came from.
    public init(
        _ given: GivenOptions, environment: [String: String]
    ) throws(Failure) {
        let sources = try SettingsSources(given, environment: environment)
        try sources.check()
        self.timeLimit = try Self.timeLimit(given.timeout)
        self.paths = sources.paths
        guard let server = sources.text("server") else {
            throw Failure(
                .misused, "no server given",
                hint: "use --server HOST, CONCLAVE_SERVER, or 'server' in \(sources.file)")
        }
        self.server = try ServerAddress(parsing: server)
        guard let user = sources.text("user") else {
            throw Failure(
                .misused, "no user given",
                hint: "use --user NAME, CONCLAVE_USER, or 'user' in \(sources.file)")
        }
        guard let account = AccountName(user.prefix { $0 != "@" }) else {
            throw Failure(
                .misused, "'\(user)' is not an account name",
                hint: "use letters, digits, '.', '_' and '-'")
        }
        self.account = account.text
        self.fingerprint = sources.text("fingerprint")
        self.password =
            given.password
            ?? sources.first(of: ["password_file", "password_command"]).map { key, text in
                key == "password_file" ? .file(text) : .command(text)
            }
        self.screen = ScreenSettings(sources)
    }

    private static func timeLimit(_ seconds: Double?) throws(Failure) -> Duration? {
        guard let seconds, seconds >= 0 || seconds.isNaN else { return nil }
        guard !seconds.isNaN else { throw Self.malformedTimeout }
        // What no clock can count is for ever.
        return seconds < Self.timeoutMaximum ? .milliseconds(Int(seconds * 1000)) : nil
    }

    /// Seconds; three hundred years.
    private static let timeoutMaximum = 1e10
    static let malformedTimeout = Failure(
        .misused, "--timeout takes seconds; negative or inf is for ever")

    /// The same with this process' environment; the console says as much as is wanted from here on.
    public init(_ given: GivenOptions) throws(Failure) {
        Console.speak(given.verbosity)
        try self.init(given, environment: ProcessInfo.processInfo.environment)
        Console.detail("settings in \(self.screen.file)")
    }
}
