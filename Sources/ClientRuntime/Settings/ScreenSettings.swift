internal import Canvas
internal import Interface
internal import Units

/// How the screen looks and behaves.
struct ScreenSettings: Sendable {
    /// A theme's name; nil to follow the terminal.
    let theme: String?
    let mayPassThrough: Bool
    let preferences: Preferences
    /// Keys that do something else than usual; later ones win.
    let keys: [KeyChoice]
    let themes: ThemeLibrary

    /// - Precondition: the sources have been checked.
    init(_ sources: SettingsSources) {
        let theme = sources.text("theme")
        self.theme = theme == "auto" ? nil : theme
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
        self.themes = ThemeLibrary(sources.paths.themes)
    }

    /// For a run that needs no server's name.
    init(environment: [String: String]) throws(Failure) {
        let sources = try SettingsSources(GivenOptions(), environment: environment)
        try sources.check()
        self.init(sources)
    }
}
