internal import Canvas

/// What has been set while the program runs, to be kept for good.
public struct SettingChanges: Equatable, Sendable {
    public var preferences: [Preferences.Name: String] = [:]
    /// One of each key in each place.
    public var keys: [KeyChoice] = []
    /// Nil for one that was taken away.
    public var aliases: [String: String?] = [:]

    public init() {}

    public var isEmpty: Bool {
        self.preferences.isEmpty && self.keys.isEmpty && self.aliases.isEmpty
    }
}

/// A theme that another one was set instead of, in case that can't be had.
struct ReplacedTheme: Equatable, Sendable {
    var theme: String
    /// What was to be kept; nil if nothing was.
    var change: String?

    init(_ state: State) {
        self.theme = state.preferences.theme
        self.change = state.changes.preferences[.theme]
    }
}

/// Setting, binding, naming.
extension State {
    /// Names for command lines; more are refused.
    static let aliasCountMaximum = 200
    /// Characters of a name for a command line.
    static let aliasLengthMaximum = 30

    mutating func set(_ name: Preferences.Name, to value: String) throws(CommandError) -> [Effect] {
        if name == .theme, value != Preferences.automaticTheme, !self.themes.isEmpty,
            !self.themes.contains(value)
        {
            let nearest = Spelling.nearest(to: value, among: self.themes) ?? ""
            throw .unknownTheme(value, nearest: nearest)
        }
        let replaced = ReplacedTheme(self)
        do throws(Preferences.MalformedValue) {
            try self.preferences.set(name, to: value)
        } catch {
            throw .malformedPreference(error)
        }
        self.changes.preferences[name] = value
        switch name {
        case .mouse: return [.mouse(self.preferences.hasMouse)]
        case .theme:
            self.replacedTheme = replaced
            return [.theme(value)]
        default: return []
        }
    }

    /// What can't be had is neither used nor kept: it would be missed at the next start, too.
    mutating func takeThemeBack(_ reason: Sanitized) {
        if let replaced = self.replacedTheme {
            // It was set before.
            try? self.preferences.set(.theme, to: replaced.theme)
            self.changes.preferences[.theme] = replaced.change
            self.replacedTheme = nil
        }
        self.say(.error, reason)
    }

    mutating func bind(_ choice: KeyChoice) {
        self.keys.bind(choice)
        self.changes.keys.removeAll { choice.replaces($0) }
        self.changes.keys.append(choice)
    }

    /// - Parameter line: nil to take the name away.
    mutating func name(_ alias: String, _ line: String?) throws(CommandError) {
        guard Self.isAlias(alias) else { throw .malformedAlias(alias) }
        guard self.aliases.count < Self.aliasCountMaximum || line == nil else {
            throw .tooManyAliases
        }
        self.aliases[alias] = line
        self.changes.aliases[alias] = .some(line)
    }

    /// A name of letters, digits, `-` and `_` that is no command's: a command does what its manual
    /// says, whatever somebody's settings say.
    public static func isAlias(_ name: String) -> Bool {
        let isName = name.allSatisfy {
            $0.isASCII && ($0.isLowercase || $0.isNumber || "-_".contains($0))
        }
        return isName && (1...Self.aliasLengthMaximum).contains(name.count)
            && Commands.named(name) == nil
    }

    /// What an alias stands for with arguments: in the place of `$*`, else behind it. Nil if there is
    /// no such alias. It is not looked up again, so that nothing goes in a circle.
    func expanded(_ name: String, _ arguments: Substring) -> String? {
        guard let line = self.aliases[name.lowercased()] else { return nil }
        if line.contains("$*") { return line.replacing("$*", with: arguments) }
        return arguments.isEmpty ? line : line + " " + arguments
    }
}
