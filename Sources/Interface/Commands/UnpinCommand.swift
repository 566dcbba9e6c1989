internal import Rooms

extension Command {
    static let unpin: Command = Command(
        "unpin", arguments: "[MESSAGE]", help: "unpin a message", detail: Command.messageDetail,
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, rest) = try state.message(arguments)
        guard rest.isEmpty else { throw Command.unpin.misuse }
        return [.act(chat: line.chat, .unpin(line.revision))]
    }
}
