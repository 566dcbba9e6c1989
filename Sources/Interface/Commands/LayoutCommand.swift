extension Command {
    static let layout: Command = Command(
        "layout", help: "conference and chat, conference only, chat only", place: .conference,
        action: .layout,
    ) { (state, _) throws(CommandError) in
        guard state.call != nil else { throw .notInCall }
        state.cycleLayout()
        return []
    }
}
