internal import Rooms

extension Command {
    static let kick: Command = Command(
        "kick", aliases: ["remove"], arguments: "@user", help: "remove somebody from this chat",
        place: .chat, completion: .account,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.kick.misuse }
        let account = try state.account(arguments.trimmed)
        return [.act(chat: try state.shownChat(), .remove(account))]
    }
}
