extension Command {
    static let plainText: Command = Command(
        "plain-text", arguments: "TEXT", help: "send TEXT as it stands, without a question",
        detail: "For a message that begins with a slash, // before it does the same.",
        place: .chat, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.plainText.misuse }
        _ = try state.shownChat()
        return state.send(arguments)
    }
}
