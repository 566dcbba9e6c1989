extension Command {
    static let reply: Command = Command(
        "reply", aliases: ["r"], arguments: "[MESSAGE] [TEXT]", help: "answer a message",
        detail: Command.messageDetail + " Without TEXT the next line is the answer.", place: .chat,
        keeping: .none, said: Command.textBehindMessage,
    ) { (state, arguments) throws(CommandError) in
        let (line, text) = try state.message(arguments)
        guard text.isEmpty else {
            state.draft.purpose = .reply(line.revision)
            return state.send(text)
        }
        state.draft = ChatState.Draft()
        state.beginReply(to: line)
        return []
    }

    /// What is said by a command of the form `/reply [MESSAGE] TEXT`.
    static let textBehindMessage: @Sendable (Substring) -> Substring = { arguments in
        guard arguments.hasPrefix("^") else { return arguments }
        return arguments.drop { !$0.isWhitespace }.drop { $0.isWhitespace }
    }

    /// How a message is named in all commands.
    static let messageDetail =
        "MESSAGE is ^ for the last one, ^^ for the one before, ^5 for the fifth from the end; "
        + "without it, the one chosen with ctrl+up and ctrl+down, or else the last one."
    /// What those say that take several.
    static let messagesDetail = Command.messageDetail + " If some are marked, it is all of them."
}
