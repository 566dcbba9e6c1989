internal import Canvas

extension Command {
    static let saveSettings: Command = Command(
        "save-settings", help: "keep what /set, /bind and /alias have changed",
        detail: "It is written into your settings' file, which is otherwise left as it is.",
    ) { (state, _) throws(CommandError) in
        guard !state.changes.isEmpty else {
            state.say(.info, "nothing was changed by /set, /bind or /alias")
            return []
        }
        return [.saveSettings(state.changes)]
    }
}
