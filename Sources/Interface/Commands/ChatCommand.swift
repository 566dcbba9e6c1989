extension Command {
    static let chat: Command = Command(
        "chat", arguments: "CHAT", help: "show another chat",
        detail: "CHAT is #title, @user, a number of the list, or the beginning of a title.",
        completion: .chat,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.chat.misuse }
        let chat = try state.chat(arguments.trimmed)
        // The line with the command is done; what it leaves behind is an empty one.
        state.draft = ChatState.Draft()
        state.choose(chat)
        return []
    }
}
