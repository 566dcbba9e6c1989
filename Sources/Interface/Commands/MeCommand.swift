extension Command {
    static let me: Command = Command(
        "me", arguments: "TEXT", help: "say what you are doing", place: .chat, keeping: .none,
        said: { $0 },
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.me.misuse }
        _ = try state.shownChat()
        return state.send("/me " + arguments)
    }
}
