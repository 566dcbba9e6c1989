internal import Canvas

extension Command {
    static let pins: Command = Command(
        "pins", help: "list what is pinned in this chat; /goto NUMBER shows it", place: .chat,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        let pinned = state.chats[chat]?.pinned ?? []
        if pinned.isEmpty {
            state.say(.info, "nothing is pinned here")
        } else {
            state.list(pinned, title: "Pinned in \(state.name(of: chat))")
        }
        return []
    }
}
