internal import Rooms

extension Command {
    static let archive: Command = Command(
        "archive", aliases: ["unarchive"],
        help: "list this chat only while there is something new; again, always",
        detail: "A click on the archive's heading in the list, or /archived, shows what is in it.",
        place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        let isArchived = state.chats[chat]?.place == .archive
        return [.act(chat: chat, .place(isArchived ? .list : .archive))]
    }
}
