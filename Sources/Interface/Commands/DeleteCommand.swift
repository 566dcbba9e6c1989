internal import Canvas
internal import Rooms

extension Command {
    static let delete: Command = Command(
        "delete", arguments: "[MESSAGE]", help: "delete a message for everybody; asked first",
        detail: Command.messageDetail
            + " Here it is your own last one. Others' messages only owners and admins delete.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        if arguments.isEmpty, state.isUnsentChosen, let unsent = state.meantUnsent {
            return state.use(unsent, .drop)
        }
        let (line, rest) = try state.message(arguments, where: state.isOwn)
        guard rest.isEmpty else { throw Command.delete.misuse }
        let words = state.quote(line)
        state.overlays.append(
            .question(
                .act(
                    "delete for everybody: \(words)?", chat: line.chat,
                    .deleteForAll(line.revision))))
        return []
    }
}
