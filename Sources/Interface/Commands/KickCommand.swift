internal import Canvas
internal import Rooms

extension Command {
    static let kick: Command = Command(
        "kick", aliases: ["remove"], arguments: "@user",
        help: "remove somebody from this chat; asked first",
        place: .chat, completion: .account,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.kick.misuse }
        let account = try state.account(arguments.trimmed)
        let chat = try state.shownChat()
        let words: Sanitized =
            "remove \(.init(remote: account.text)) from \(state.name(of: chat))?"
        state.overlays.append(.question(.sure(words, [.act(chat: chat, .remove(account))])))
        return []
    }
}
