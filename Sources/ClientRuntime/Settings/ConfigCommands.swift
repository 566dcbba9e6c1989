internal import Canvas
internal import Console
internal import Foundation
internal import Interface
public import Units

/// `config`: what is set, where, and whether it can be.
public enum ConfigCommands {
    /// Prints every setting as TOML, with the place that it comes from behind.
    public static func print(_ given: GivenOptions) throws(Failure) {
        let sources = try Self.sources(given)
        try sources.check()
        for line in Self.lines(sources) { Console.print(line) }
    }

    /// Tells of everything that is wrong; nothing else says more than the first.
    public static func check(_ given: GivenOptions) throws(Failure) {
        let sources = try Self.sources(given)
        var problems = sources.problems
        if problems.isEmpty {
            do throws(Failure) { try Self.checkTheme(sources) } catch { problems.append(error) }
        }
        for problem in problems.dropLast() {
            for line in problem.lines(of: "conclave") { Console.complain(line) }
        }
        if let last = problems.last { throw last }
        for file in sources.files {
            Console.print("\(file.path): \(file.exists ? "in order" : "not there")")
        }
    }

    private static func sources(_ given: GivenOptions) throws(Failure) -> SettingsSources {
        try SettingsSources(given, environment: ProcessInfo.processInfo.environment)
    }

    private static func checkTheme(_ sources: SettingsSources) throws(Failure) {
        let settings = ScreenSettings(sources)
        let name = settings.preferences.theme
        guard name != Preferences.automaticTheme else { return }
        _ = try settings.themes.theme(name)
    }

    /// Settings without a value are comments, so that the whole is a file that could be used.
    static func lines(_ sources: SettingsSources) -> [String] {
        var lines: [String] = []
        for setting in Setting.all {
            if let (text, origin) = sources.value(of: setting) {
                let value = setting.kind.toml(text)
                lines.append("\(setting.key) = \(value)  # \(Sanitized(remote: "\(origin)").text)")
            } else {
                lines.append("# \(setting.key) is not set: \(setting.help)")
            }
        }
        return lines + Self.keys(sources) + Self.tables(sources)
    }

    private static func keys(_ sources: SettingsSources) -> [String] {
        let keys = sources.files.reversed().flatMap(\.keys)
        // A later one of the same key replaces the earlier.
        let last = keys.enumerated().filter { index, choice in
            !keys.dropFirst(index + 1).contains(where: choice.replaces)
        }.map(\.element)
        return ([nil] + KeyBinding.Place.named).flatMap { place in
            let lines = last.filter { $0.place == place }.map { choice in
                let action = choice.deed?.text ?? SettingsFile.noAction
                return
                    "\(TOMLFile.quoted(choice.key.description)) = \(TOMLFile.quoted(action))"
            }
            return lines.isEmpty ? [] : ["[keys\(place.map { "." + $0.rawValue } ?? "")]"] + lines
        }
    }

    private static func tables(_ sources: SettingsSources) -> [String] {
        var lines: [String] = []
        let aliases = sources.aliases.sorted { $0.key < $1.key }
        if !aliases.isEmpty { lines.append("[aliases]") }
        lines += aliases.map { "\(TOMLFile.quoted($0.key)) = \(TOMLFile.quoted($0.value))" }
        if !sources.linkCommand.isEmpty {
            let words = sources.linkCommand.map(TOMLFile.quoted).joined(separator: ", ")
            lines += ["[links]", "open = [\(words)]"]
        }
        return lines
    }
}
