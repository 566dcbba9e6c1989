internal import Rooms

extension Command {
    static let pin: Command = Command(
        "pin", arguments: "[MESSAGE]", help: "pin a message", detail: Command.messageDetail,
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, rest) = try state.message(arguments)
        guard rest.isEmpty else { throw Command.pin.misuse }
        return [.act(chat: line.chat, .pin(line.revision))]
    }
}
