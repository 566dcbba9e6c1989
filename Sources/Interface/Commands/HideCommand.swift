internal import Rooms

extension Command {
    static let hide: Command = Command(
        "hide", arguments: "[MESSAGE]", help: "delete messages for yourself",
        detail: Command.messagesDetail, place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (lines, rest) = try state.messages(arguments)
        guard rest.isEmpty else { throw Command.hide.misuse }
        state.unmark(lines)
        return lines.map { .act(chat: $0.chat, .deleteForMe($0.revision)) }
    }
}
