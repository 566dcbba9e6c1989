internal import Rooms

extension Command {
    static let edit: Command = Command(
        "edit", arguments: "[MESSAGE] [TEXT]", help: "change a message of yours",
        detail: Command.messageDetail
            + " Here it is your own last one. Without TEXT the line shows it, to be changed.",
        place: .chat, keeping: .none, said: Command.textBehindMessage,
    ) { (state, arguments) throws(CommandError) in
        if arguments.isEmpty, state.isUnsentChosen, let unsent = state.meantUnsent {
            return state.use(unsent, .edit)
        }
        let (line, text) = try state.message(arguments, where: state.isOwn)
        guard state.isOwn(line) else { throw .notOwn }
        guard text.isEmpty else {
            state.draft.purpose = .edit(line.revision)
            return state.send(text)
        }
        state.draft = ChatState.Draft()
        state.beginEdit(of: line)
        return []
    }
}
