extension Command {
    static let links: Command = Command(
        "links", help: "list the links of this chat; Enter copies one", place: .chat,
        action: .links,
    ) { (state, _) throws(CommandError) in
        _ = try state.shownChat()
        state.open(.links)
        return []
    }
}
