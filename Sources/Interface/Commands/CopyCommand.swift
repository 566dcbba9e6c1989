internal import Rooms

extension Command {
    static let copy: Command = Command(
        "copy", arguments: "[MESSAGE]", help: "copy messages to the clipboard",
        detail: Command.messagesDetail, place: .chat, action: .copy,
    ) { (state, arguments) throws(CommandError) in
        let (lines, rest) = try state.messages(arguments)
        guard rest.isEmpty else { throw Command.copy.misuse }
        return state.copy(lines)
    }
}
