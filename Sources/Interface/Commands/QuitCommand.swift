extension Command {
    static let quit: Command = Command(
        "quit", aliases: ["q", "exit"], help: "end the program",
        detail: "In a conference it asks first.",
    ) { (state, _) throws(CommandError) in
        guard state.call != nil else { return [.quit] }
        state.overlays.append(.question(.quit))
        return []
    }
}
