internal import Canvas
internal import Interface
internal import Units

/// How the interface looks and behaves.
struct ScreenSettings: Sendable {
    let mayPassThrough: Bool
    let preferences: Preferences
    /// Keys that do something else than usual; later ones win.
    let keys: [KeyChoice]
    let aliases: [String: String]
    /// What opens a link; empty for nothing.
    let linkCommand: [String]
    /// What is told what the desktop is told; nil for nothing.
    let alertCommand: String?
    let color: ColorChoice
    let themes: ThemeLibrary
    /// Where what is set is kept.
    let file: String
    let lines: LineHistory

    /// - Precondition: the sources have been checked.
    init(_ sources: SettingsSources) {
        self.mayPassThrough = sources.text("tmux_passthrough") == "true"
        var preferences = Preferences()
        for name in Preferences.Name.allCases {
            guard let text = sources.text(name.rawValue) else { continue }
            // The sources were checked, with the same values.
            try? preferences.set(name, to: text)
        }
        self.preferences = preferences
        // The system's first, so that the person's are the last word.
        self.keys = sources.files.reversed().flatMap(\.keys)
        self.aliases = sources.aliases
        self.linkCommand = sources.linkCommand
        self.alertCommand = sources.text("notify_command").flatMap { $0.isEmpty ? nil : $0 }
        self.color = sources.given.color
        self.themes = ThemeLibrary(sources.paths.themes)
        self.file = sources.file
        self.lines = LineHistory(sources.paths.lines)
    }

    /// For a run that needs no server's name.
    init(
        _ given: GivenOptions = GivenOptions(), environment: [String: String]
    ) throws(Failure) {
        let sources = try SettingsSources(given, environment: environment)
        try sources.check()
        self.init(sources)
    }

    /// Gives a new interface what was set.
    func apply(to state: inout State) {
        state.preferences = self.preferences
        state.aliases = self.aliases
        state.themes = self.themes.names
        state.opensLinks = !self.linkCommand.isEmpty
        for choice in self.keys { state.keys.bind(choice) }
        if self.preferences.value(of: .lineHistory) != Preferences.KeptLines.none.rawValue {
            state.earlierLines = self.lines.read()
        }
    }
}
