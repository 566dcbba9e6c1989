/// What a person can set about the interface: in the settings' file, and with `/set` for as long as
/// it runs.
public struct Preferences: Equatable, Sendable {
    /// What makes a desktop notification.
    public enum Attention: String, Sendable, Hashable, CaseIterable {
        case all, mentions, none
    }

    /// What a notification shows: everything, who it is from, or only that there is something.
    public enum AlertContent: String, Sendable, Hashable, CaseIterable {
        case full, sender, new
    }

    /// Who comes into a chat and leaves it: of everybody, of those who have said something, or of
    /// nobody.
    public enum Comings: String, Sendable, Hashable, CaseIterable {
        case all, active, none
    }

    /// Which lines are kept for the next run.
    public enum KeptLines: String, Sendable, Hashable, CaseIterable {
        case all, commands, none
    }

    /// A name in the settings, and what it is for. The one table of them: the settings' file, the
    /// environment, `/set` and the manual take it from here.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case theme
        case mouse
        case bell
        case bellHere = "bell_here"
        case notifications
        case notificationContent = "notification_content"
        case pasteLines = "paste_lines"
        case roster
        case showJoins = "show_joins"
        case markup
        case lineHistory = "line_history"

        /// One line, lower-case, no full stop.
        public var help: String {
            switch self {
            case .theme: "a theme's name; auto follows the terminal's background"
            case .mouse: "whether the mouse is heard; shift with it selects text all the same"
            case .bell: "whether the terminal's bell may ring"
            case .bellHere: "whether it rings for the chat that is shown, too"
            case .notifications: "what the desktop is told about while you look elsewhere"
            case .notificationContent: "what a notification shows"
            case .pasteLines: "lines that can be pasted without a question"
            case .roster: "whether who is in a chat stands beside it, where there is room"
            case .showJoins: "whose coming and leaving is shown: of those who say something, or all"
            case .markup: "whether *emphasis*, **strong** and `code` in messages look so"
            case .lineHistory: "which of your lines are kept for the next run"
            }
        }

        public var kind: SettingKind {
            switch self {
            case .theme: .text
            case .mouse, .bell, .bellHere, .roster, .markup: .boolean
            case .notifications: .choice(Attention.allCases.map(\.rawValue))
            case .notificationContent: .choice(AlertContent.allCases.map(\.rawValue))
            case .pasteLines: .count(0...Preferences.pasteLinesMaximum)
            case .showJoins: .choice(Comings.allCases.map(\.rawValue))
            case .lineHistory: .choice(KeptLines.allCases.map(\.rawValue))
            }
        }

        /// What holds if nothing is set.
        public var standard: String {
            switch self {
            case .theme: Preferences.automaticTheme
            case .mouse, .bell, .roster, .markup: "true"
            case .bellHere: "false"
            case .notifications, .showJoins: "all"
            case .notificationContent: "full"
            case .pasteLines: "5"
            // What is said stays on the server unless somebody wants it here.
            case .lineHistory: "commands"
            }
        }
    }

    /// A value that is none of those that there are.
    public struct MalformedValue: Error, Sendable, Equatable {
        public var name: Name
        public var value: String

        public var sentence: String {
            "'\(self.value)' is not a value of \(self.name.rawValue); it is \(self.name.kind.values)"
        }
    }

    /// More are never pasted without a question.
    public static let pasteLinesMaximum = 1000
    /// Follows the terminal.
    public static let automaticTheme = "auto"

    /// Those that differ from the standard; each is one that there is.
    private var values: [Name: String] = [:]

    public init() {}

    /// Takes a value as it is written.
    public mutating func set(_ name: Name, to value: String) throws(MalformedValue) {
        guard name.kind.allows(value) else { throw MalformedValue(name: name, value: value) }
        self.values[name] = value == name.standard ? nil : value
    }

    /// As it is written.
    public func value(of name: Name) -> String { self.values[name] ?? name.standard }

    /// Of a boolean one.
    func isOn(_ name: Name) -> Bool { self.value(of: name) == "true" }

    public var theme: String { self.value(of: .theme) }
    public var hasMouse: Bool { self.isOn(.mouse) }
    var pasteLines: Int { Int(self.value(of: .pasteLines)) ?? 0 }
    var notifications: Attention { Attention(rawValue: self.value(of: .notifications)) ?? .all }
    var alertContent: AlertContent {
        AlertContent(rawValue: self.value(of: .notificationContent)) ?? .new
    }
    var comings: Comings { Comings(rawValue: self.value(of: .showJoins)) ?? .all }
    var keptLines: KeptLines { KeptLines(rawValue: self.value(of: .lineHistory)) ?? .none }
}
