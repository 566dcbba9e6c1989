internal import Rooms

extension Command {
    static let hide: Command = Command(
        "hide", arguments: "[MESSAGE]", help: "delete a message for yourself",
        detail: Command.messageDetail, place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, rest) = try state.message(arguments)
        guard rest.isEmpty else { throw Command.hide.misuse }
        return [.act(chat: line.chat, .deleteForMe(line.revision))]
    }
}
