internal import Canvas
internal import Rooms

extension Command {
    static let clearVotes: Command = Command(
        "clear-votes", help: "end the vote in the conference, and say how it stood in its chat",
        place: .conference,
    ) { (state, _) throws(CommandError) in
        let call = try state.currentCall()
        let clearing = [Effect.conference(.clearVotes)]
        let isTold = call.leads && !call.tally.isEmpty && call.view.audience.includesMe
        guard isTold else { return clearing }
        let words: Sanitized = "the vote: \(call.tally.words)"
        return clearing + state.post(words.text, to: call.view.audience.chat)
    }
}
