internal import Canvas
internal import Rooms

extension Command {
    static let part: Command = Command(
        "part", aliases: ["leave-chat"], help: "leave this chat; asked first", place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        let name = state.name(of: chat)
        state.overlays.append(
            .question(.sure("leave \(name) for good?", [.act(chat: chat, .leave)])))
        return []
    }
}
