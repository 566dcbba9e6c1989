internal import Rooms

extension Command {
    static let vote: Command = Command(
        "vote", arguments: "[MESSAGE] NUMBER…|none", help: "vote in a poll, or take your vote back",
        detail: Command.messageDetail
            + " Here it is the last poll that is open. With a poll chosen, a digit on an empty line "
            + "votes too.",
        place: .chat,
    ) { (state, arguments) throws(CommandError) in
        let (line, tally, rest) = try state.poll(arguments)
        let words = rest.split { $0 == " " || $0 == "," }
        guard !words.isEmpty else { throw Command.vote.misuse }
        let numbers = words == ["none"] ? [] : words.map { Int($0) ?? 0 }
        guard let ballot = Ballot(numbers), tally.poll.allows(ballot) else {
            throw .malformedVote(rest, of: tally.poll)
        }
        return [.act(chat: line.chat, .vote(line.revision, ballot))]
    }
}
