internal import Rooms

extension Command {
    static let react: Command = Command(
        "react", arguments: "[MESSAGE] EMOJI",
        help: "put an emoji under a message, or take it back",
        detail: Command.messageDetail + " EMOJI may be written +1, -1, <3, :), :( or !.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, word) = try state.message(arguments)
        guard !word.isEmpty else { throw Command.react.misuse }
        let emoji = try State.emoji(word)
        let isThere = line.details.reactions.contains {
            $0.emoji == emoji.text && $0.accounts.contains(state.account.text)
        }
        let action: ChatAction =
            isThere ? .takeReactionBack(line.revision, emoji) : .react(line.revision, emoji)
        return [.act(chat: line.chat, action)]
    }
}
