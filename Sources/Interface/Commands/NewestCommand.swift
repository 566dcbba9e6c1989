extension Command {
    static let newest: Command = Command(
        "newest", help: "go to what was said last", place: .chat, action: .newest,
    ) { (state, _) throws(CommandError) in
        let chat = try state.shownChat()
        state.chats[chat]?.chosen = nil
        state.chats[chat]?.transcript.goToEnd()
        return []
    }
}
