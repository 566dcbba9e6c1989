extension Command {
    static let searchAll: Command = Command(
        "search-all", arguments: "WORDS", help: "find messages in all your chats",
    ) { (state, arguments) throws(CommandError) in
        guard arguments.isSearchable else { throw Command.searchAll.misuse }
        return [.search(arguments.trimmed, chat: nil)]
    }
}
