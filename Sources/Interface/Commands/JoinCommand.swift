internal import Rooms

extension Command {
    static let join: Command = Command(
        "join", aliases: ["j"], arguments: "[ID]", help: "enter a conference",
        detail: "Without an ID it is the one that runs in this chat.", completion: .conference,
    ) { (state, arguments) throws(CommandError) in
        if arguments.isEmpty {
            guard let running = state.conference(in: try state.shownChat()) else {
                throw .nothingRunning
            }
            return [.join(running.id)]
        }
        guard let id = ConferenceID(arguments.trimmed) else {
            throw .malformedConference(arguments)
        }
        return [.join(id)]
    }
}
