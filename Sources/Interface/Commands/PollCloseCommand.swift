internal import Rooms

extension Command {
    static let pollClose: Command = Command(
        "poll-close", arguments: "[MESSAGE]", help: "end a poll",
        detail: Command.messageDetail
            + " Here it is the last poll that is open. Others' polls only owners and admins end.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, _, rest) = try state.poll(arguments)
        guard rest.isEmpty else { throw Command.pollClose.misuse }
        return [.act(chat: line.chat, .closePoll(line.revision))]
    }
}
