extension Command {
    static let search: Command = Command(
        "search", aliases: ["s"], arguments: "WORDS",
        help: "find messages in this chat; /goto NUMBER shows one",
        detail: "Messages with all the words are found; of the last one the beginning is enough.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        guard arguments.isSearchable else { throw Command.search.misuse }
        return [.search(arguments.trimmed, chat: try state.shownChat())]
    }
}

extension String {
    /// Whether there is something to look for.
    var isSearchable: Bool { self.contains { $0.isLetter || $0.isNumber } }
}
