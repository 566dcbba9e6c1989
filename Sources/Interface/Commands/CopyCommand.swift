internal import Rooms

extension Command {
    static let copy: Command = Command(
        "copy", arguments: "[MESSAGE]", help: "copy a message to the clipboard",
        detail: Command.messageDetail, place: .chat, action: .copy,
    ) { (state, arguments) throws(CommandError) in
        let (line, rest) = try state.message(arguments)
        guard rest.isEmpty else { throw Command.copy.misuse }
        return state.copy(line)
    }
}
