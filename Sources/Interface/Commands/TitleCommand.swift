internal import Rooms

extension Command {
    static let title: Command = Command(
        "title", aliases: ["topic"], arguments: "TITLE", help: "change this chat's title",
        place: .chat, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.isEmpty else { throw Command.title.misuse }
        let bare = arguments.hasPrefix("#") ? String(arguments.dropFirst()) : arguments
        guard let title = ChatTitle(bare) else { throw .malformedTitle(arguments) }
        return [.act(chat: try state.shownChat(), .retitle(title))]
    }
}
