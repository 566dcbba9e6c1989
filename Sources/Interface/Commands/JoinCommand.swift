internal import Rooms

extension Command {
    static let join: Command = Command(
        "join", aliases: ["j"], arguments: "[ID [PIN]|@user]", help: "enter a conference",
        detail:
            "Without an ID it is the one that calls you, or that runs in this chat. By @user who owns "
            + "one is asked to let you in.",
        completion: .conference, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        if arguments.isEmpty {
            if let caller = state.invitations.last { return [.join(caller.id)] }
            guard let running = state.conference(in: try state.shownChat()) else {
                throw .nothingRunning
            }
            return [.join(running.id)]
        }
        let words = arguments.split(separator: " ")
        if words.count == 1, let word = words.first, word.hasPrefix("@") {
            return [.joinOwned(by: try state.account(word))]
        }
        guard let word = words.first, let id = state.conference(word) else {
            throw .malformedConference(arguments)
        }
        guard words.count > 1 else { return [.join(id)] }
        guard words.count == 2, let pin = try? PIN(words[1]) else { throw .malformedPIN }
        return [.join(id, pin: pin)]
    }
}
