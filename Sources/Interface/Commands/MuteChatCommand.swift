internal import Rooms

extension Command {
    static let muteChat: Command = Command(
        "mute-chat", aliases: ["unmute-chat"],
        help: "let this chat be silent, but for mentions; again, let it be heard", place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        return [.act(chat: chat, .mute(state.chats[chat]?.isMuted != true))]
    }
}
