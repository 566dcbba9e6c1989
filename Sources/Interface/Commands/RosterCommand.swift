extension Command {
    static let roster: Command = Command(
        "roster", help: "show who is in the chat beside it, or not", action: .roster,
    ) { (state, _) throws(CommandError) in
        state.toggleRoster()
        return []
    }
}
