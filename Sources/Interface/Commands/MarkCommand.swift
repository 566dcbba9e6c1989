internal import Rooms

extension Command {
    static let mark: Command = Command(
        "mark", aliases: ["unmark"], arguments: "[MESSAGE]",
        help: "mark a message for /copy, /forward, /delete and /hide; again, no more",
        detail: Command.messageDetail + " Escape takes all marks away; so does what is done.",
        place: .chat, action: .mark,
    ) { (state, arguments) throws(CommandError) in
        let (line, rest) = try state.message(arguments)
        guard rest.isEmpty else { throw Command.mark.misuse }
        state.mark(line.revision)
        return []
    }
}
