internal import Rooms

extension Command {
    static let goto: Command = Command(
        "goto", aliases: ["g"], arguments: "NUMBER",
        help: "show a message that /search or /pins has listed",
        detail: "NUMBER is that of the list. MESSAGE works too: "
            + "^20 is the twentieth message from the end.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let word = arguments.trimmed
        let line: ChatLine
        if word.hasPrefix("^") {
            line = try state.message(word).line
        } else {
            guard let number = Int(word) else { throw Command.goto.misuse }
            guard state.results.indices.contains(number - 1) else { throw .noResult(word) }
            line = state.results[number - 1]
        }
        state.draft = ChatState.Draft()
        return try state.go(to: line)
    }
}
