internal import Rooms

extension Command {
    static let poll: Command = Command(
        "poll", arguments: "[FLAGS] QUESTION | A | B…",
        help: "ask something that the chat votes on",
        detail:
            "A, B… are 2 to 10 answers. With --multiple several may be chosen; with --anonymous nobody is "
            + "told who chose what. /vote and digits answer.",
        place: .chat, completion: .words(["--multiple", "--anonymous"]), keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        let chat = try state.shownChat()
        var rest = arguments[...]
        var flags: Set<Substring> = []
        while let word = rest.split(separator: " ").first, word.hasPrefix("--") {
            guard word == "--multiple" || word == "--anonymous" else { throw Command.poll.misuse }
            flags.insert(word)
            rest = rest[word.endIndex...].drop { $0.isWhitespace }
        }
        let parts = rest.split(separator: "|", omittingEmptySubsequences: false)
            .map { String($0).trimmed }
        guard parts.count > 2 else { throw Command.poll.misuse }
        let poll: Poll
        do throws(Denial) {
            poll = try Poll(
                parts[0], options: Array(parts.dropFirst()),
                isMultiple: flags.contains("--multiple"),
                isAnonymous: flags.contains("--anonymous"))
        } catch { throw .malformedPoll(error.sentence) }
        return [.act(chat: chat, .ask(poll))]
    }
}
