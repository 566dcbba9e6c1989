internal import Rooms

extension Command {
    static let verify: Command = Command(
        "verify", help: "compare words with the others, so that nobody listens in between",
        detail:
            "Everybody in the conference types it and reads the words aloud. Whoever hears the same "
            + "words from all knows that the server has told all of them of the same devices; they "
            + "are remembered, and a conference of remembered devices is verified.",
        place: .conference,
    ) { (state, arguments) throws(CommandError) in
        guard arguments.isEmpty else { throw Command.verify.misuse }
        _ = try state.currentCall()
        return [.compareWords]
    }
}
