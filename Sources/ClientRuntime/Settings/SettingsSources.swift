public import Console
internal import Interface
internal import Units

/// What the command line gave; nil where it gave nothing.
public struct GivenOptions: Sendable {
    public var server: String?
    public var user: String?
    public var password: PasswordSource?
    public var fingerprint: String?
    public var profile: String?
    /// A file in the place of the person's settings.
    public var file: String?
    /// Seconds that an errand at the server may take; nil, negative or infinite for ever.
    public var timeout: Double?
    public var color = ColorChoice.auto
    public var verbosity = Console.Verbosity.usual

    public init(
        server: String? = nil, user: String? = nil, password: PasswordSource? = nil,
        fingerprint: String? = nil, profile: String? = nil, file: String? = nil,
    ) {
        self.server = server
        self.user = user
        self.password = password
        self.fingerprint = fingerprint
        self.profile = profile
        self.file = file
    }

    /// What it says of a setting.
    func value(_ key: String) -> String? {
        switch (key, self.password) {
        case ("server", _): self.server
        case ("user", _): self.user
        case ("fingerprint", _): self.fingerprint
        case ("password_file", .file(let path)): path
        case ("password_command", .command(let command)): command
        default: nil
        }
    }
}

/// All places where settings come from, in their order: an option, the environment, the person's file,
/// the system's file, the default.
struct SettingsSources: Sendable {
    /// Where a value came from.
    enum Origin: Sendable, Equatable, CustomStringConvertible {
        case option(String)
        case variable(String)
        case file(String, line: Int)
        case standard

        var description: String {
            switch self {
            case .option(let name), .variable(let name): name
            case .file(let path, let line): "\(path):\(line)"
            case .standard: "default"
            }
        }
    }

    let paths: Paths
    let given: GivenOptions
    /// Where the person's settings are.
    let file: String
    /// The person's, then the system's.
    let files: [SettingsFile]
    private let environment: [String: String]

    /// - Throws: a file that can't be read, or is not TOML.
    init(
        _ given: GivenOptions, environment: [String: String],
        systemFile: String = Paths.systemSettings,
    ) throws(Failure) {
        let profile = given.profile ?? environment["CONCLAVE_PROFILE"] ?? ""
        self.paths = try Paths(environment: environment, profile: profile)
        self.given = given
        self.environment = environment
        let named = given.file ?? environment["CONCLAVE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        self.file = named ?? self.paths.settings
        self.files = [try SettingsFile(self.file), try SettingsFile(systemFile)]
        // One that is named is meant; only the usual one may be missing.
        guard named == nil || self.files[0].exists else {
            throw Failure(.noInput, "there is no settings file '\(self.file)'")
        }
    }

    /// - Throws: the first mistake in a file, or in the environment.
    func check() throws(Failure) {
        if let problem = self.problems.first { throw problem }
    }

    /// Everything that is wrong with the files and the environment.
    var problems: [Failure] {
        self.files.flatMap(\.problems)
            + Setting.all.compactMap { setting in
                guard let text = self.variable(setting), !setting.kind.allows(text) else {
                    return nil
                }
                return Failure(
                    .configuration, "\(setting.variable) takes \(setting.kind.words), not '\(text)'"
                )
            }
    }

    /// What holds of a setting, and why; nil if nothing does.
    func value(of setting: Setting) -> (text: String, origin: Origin)? {
        if let text = self.given.value(setting.key) {
            return (text, .option(setting.option ?? setting.key))
        }
        if let text = self.variable(setting) { return (text, .variable(setting.variable)) }
        for file in self.files {
            guard let text = file.values[setting.key] else { continue }
            return (text, .file(file.path, line: file.line(of: setting.key)))
        }
        return setting.standard.map { ($0, .standard) }
    }

    /// Names for command lines; the person's before the system's.
    var aliases: [String: String] {
        self.files.reversed().reduce(into: [:]) { $0.merge($1.aliases) { $1 } }
    }

    /// What opens a link; empty for nothing.
    var linkCommand: [String] { self.files.compactMap(\.linkCommand).first ?? [] }

    /// Of several settings that say the same in other ways, the one from the place that counts most;
    /// of one place, the first.
    func first(of keys: [String]) -> (key: String, text: String)? {
        let found = keys.compactMap { key in
            Setting.named(key).flatMap { self.value(of: $0) }.map { (key: key, value: $0) }
        }
        let best = found.min { self.rank($0.value.origin) < self.rank($1.value.origin) }
        return best.map { ($0.key, $0.value.text) }
    }

    private func rank(_ origin: Origin) -> Int {
        switch origin {
        case .option: 0
        case .variable: 1
        case .file(let path, _): 2 + (self.files.firstIndex { $0.path == path } ?? 0)
        case .standard: 2 + self.files.count
        }
    }

    /// The text of a setting of the table.
    func text(_ key: String) -> String? {
        guard let setting = Setting.named(key) else {
            preconditionFailure("'\(key)' is not in the table of settings")
        }
        return self.value(of: setting)?.text
    }

    /// An empty variable counts as none.
    private func variable(_ setting: Setting) -> String? {
        self.environment[setting.variable].flatMap { $0.isEmpty ? nil : $0 }
    }
}
