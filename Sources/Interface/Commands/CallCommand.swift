extension Command {
    static let call: Command = Command(
        "call", arguments: "[--unlinked]", help: "start a conference from this chat",
        detail:
            "With --unlinked it gets a chat of its own, which nobody outside it ever sees.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        guard ["", "--unlinked"].contains(arguments) else { throw Command.call.misuse }
        let chat = try state.shownChat()
        return [.call(chat: chat, isUnlinked: arguments == "--unlinked")]
    }
}
