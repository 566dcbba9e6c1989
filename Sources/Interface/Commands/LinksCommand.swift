extension Command {
    static let links: Command = Command(
        "links", help: "list the links of this chat, to open or copy one", place: .chat,
        action: .links,
    ) { (state, _) throws(CommandError) in
        _ = try state.shownChat()
        state.open(.links)
        return []
    }
}
