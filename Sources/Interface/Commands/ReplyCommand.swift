extension Command {
    static let reply: Command = Command(
        "reply", aliases: ["r"], arguments: "[MESSAGE] [TEXT]", help: "answer a message",
        detail: Command.messageDetail + " Without TEXT the next line is the answer.", place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, text) = try state.message(arguments)
        guard text.isEmpty else {
            state.draft.purpose = .reply(line.revision)
            return state.send(text, isSure: true)
        }
        state.draft = ChatState.Draft()
        state.beginReply(to: line)
        return []
    }

    /// How a message is named in all commands.
    static let messageDetail =
        "MESSAGE is ^ for the last one, ^^ for the one before, ^5 for the fifth from the end; "
        + "without it, the one chosen with ctrl+up and ctrl+down, or else the last one."
}
