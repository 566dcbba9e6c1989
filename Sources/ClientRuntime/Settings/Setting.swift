internal import Interface

/// One thing that can be set: in a file, in the environment, some also by an option.
///
/// The table feeds reading, `config check`, `config print` and, by a test, the manual.
struct Setting: Sendable {
    var key: String
    var kind: SettingKind
    /// Nil if there is none.
    var standard: String?
    /// The variable of the environment.
    var variable: String
    /// The option of the command line, if there is one.
    var option: String?
    var help: String

    init(
        _ key: String, _ kind: SettingKind, default standard: String? = nil, option: String? = nil,
        _ help: String,
    ) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.variable = "CONCLAVE_" + key.uppercased()
        self.option = option
        self.help = help
    }

    /// Those of the connection, then those of the interface, which it has a table of.
    static let all = Self.connection + Preferences.Name.allCases.map(Setting.init) + Self.terminal

    private init(_ name: Preferences.Name) {
        self.init(name.rawValue, name.kind, default: name.standard, name.help)
    }

    private static let connection: [Setting] = [
        Setting("server", .text, option: "--server", "host, host:port or [address]:port"),
        Setting("user", .text, option: "--user", "the account"),
        Setting("fingerprint", .text, option: "--fingerprint", "the only server key to trust"),
        Setting(
            "password_file", .text, option: "--password-file",
            "a file whose first line is the password"),
        Setting(
            "password_command", .text, option: "--password-command",
            "a command that prints the password"),
    ]

    private static let terminal: [Setting] = [
        Setting(
            "tmux_passthrough", .boolean, default: "false",
            "whether tmux lets notifications through (its allow-passthrough)"),
        Setting("notify_command", .text, "a program that is told what the desktop is told"),
    ]

    static func named(_ key: String) -> Setting? { self.all.first { $0.key == key } }
}

extension SettingKind {
    /// What a person may write, for after "takes".
    var words: String {
        switch self {
        case .text: "text in quotes"
        case .boolean: "true or false"
        case .choice(let words):
            words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        case .count(let range): "\(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// A value as TOML.
    func toml(_ value: String) -> String {
        switch self {
        case .boolean, .count: value
        case .text, .choice: TOMLFile.quoted(value)
        }
    }
}
