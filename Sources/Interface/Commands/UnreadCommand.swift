extension Command {
    static let unread: Command = Command(
        "unread", help: "go to the first message that you have not read", place: .chat,
        action: .unread,
    ) { (state, _) throws(CommandError) in
        _ = try state.shownChat()
        return state.goToUnread()
    }
}
