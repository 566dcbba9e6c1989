internal import Rooms

extension Command {
    static let plans: Command = Command(
        "plans", arguments: "[ID]", help: "list the planned conferences and rooms, the next first",
        detail: "With an ID only that one, with those who are invited.",
    ) { (state, arguments) throws(CommandError) in
        let word = arguments.trimmed
        guard !word.isEmpty else { return [.listPlans(nil)] }
        guard let id = state.conference(word) else { throw .malformedConference(arguments) }
        return [.listPlans(id)]
    }
}
