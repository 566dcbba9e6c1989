internal import Interface

/// One thing that can be set: in a file, in the environment, some also by an option.
///
/// The table feeds reading, `config check`, `config print` and, by a test, the manual.
struct Setting: Sendable {
    /// What values there are.
    enum Kind: Sendable, Equatable {
        case text
        case boolean
        case choice([String])
        case count(ClosedRange<Int>)
    }

    var key: String
    var kind: Kind
    /// Nil if there is none.
    var standard: String?
    /// The variable of the environment.
    var variable: String
    /// The option of the command line, if there is one.
    var option: String?
    var help: String

    init(
        _ key: String, _ kind: Kind, default standard: String? = nil, option: String? = nil,
        _ help: String,
    ) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.variable = "CONCLAVE_" + key.uppercased()
        self.option = option
        self.help = help
    }

    static let all: [Setting] = [
        Setting("server", .text, option: "--server", "host, host:port or [address]:port"),
        Setting("user", .text, option: "--user", "the account"),
        Setting("fingerprint", .text, option: "--fingerprint", "the only server key to trust"),
        Setting(
            "password_file", .text, option: "--password-file",
            "a file whose first line is the password"),
        Setting(
            "password_command", .text, option: "--password-command",
            "a command that prints the password"),
        Setting(
            "theme", .text, default: "auto",
            "a theme's name; auto follows the terminal's background"),
        Setting(
            "mouse", .boolean, default: "true",
            "whether the mouse is heard; shift with it selects text all the same"),
        Setting(
            "bell", .boolean, default: "true", "whether the terminal's bell may ring"),
        Setting(
            "notifications", .choice(["all", "mentions", "none"]), default: "all",
            "what the desktop is told about while the window has no focus"),
        Setting(
            "notification_content", .boolean, default: "true",
            "whether a notification shows what was written"),
        Setting(
            "paste_lines", .count(0...Preferences.pasteLinesMaximum), default: "5",
            "lines that can be pasted without a question"),
        Setting(
            "roster", .boolean, default: "true",
            "whether who is in a chat stands beside it, where there is room"),
        Setting(
            "tmux_passthrough", .boolean, default: "false",
            "whether tmux lets notifications through (its allow-passthrough)"),
    ]

    static func named(_ key: String) -> Setting? { self.all.first { $0.key == key } }
}

extension Setting.Kind {
    /// Whether a text is one of the values.
    func allows(_ text: String) -> Bool {
        switch self {
        case .text: true
        case .boolean: text == "true" || text == "false"
        case .choice(let words): words.contains(text)
        case .count(let range): Int(text).map { range.contains($0) } ?? false
        }
    }

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
