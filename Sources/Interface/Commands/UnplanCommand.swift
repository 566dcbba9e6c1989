internal import Rooms

extension Command {
    static let unplan: Command = Command(
        "unplan", arguments: "ID", help: "call a planned conference off",
    ) { (state, arguments) throws(CommandError) in
        guard let id = state.conference(arguments.trimmed) else {
            throw .malformedConference(arguments)
        }
        return [.cancelPlan(id)]
    }
}
