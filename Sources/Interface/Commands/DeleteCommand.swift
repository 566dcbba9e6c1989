internal import Canvas
internal import Rooms

extension Command {
    static let delete: Command = Command(
        "delete", arguments: "[MESSAGE]", help: "delete messages for everybody; asked first",
        detail: Command.messagesDetail
            + " Here it is your own last one. Others' messages only owners and admins delete.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        if arguments.isEmpty, state.isUnsentChosen, let unsent = state.meantUnsent {
            return state.use(unsent, .drop)
        }
        let (lines, rest) = try state.messages(arguments, where: state.isOwn)
        guard rest.isEmpty else { throw Command.delete.misuse }
        let effects = lines.map { Effect.act(chat: $0.chat, .deleteForAll($0.revision)) }
        state.overlays.append(
            .question(.sure("delete for everybody: \(state.quote(lines))?", effects)))
        return []
    }
}
