internal import Rooms

extension Command {
    static let top: Command = Command(
        "top", help: "keep this chat on top of the list; again, among the others", place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        let isTop = state.chats[chat]?.place == .top
        return [.act(chat: chat, .place(isTop ? .list : .top))]
    }
}
