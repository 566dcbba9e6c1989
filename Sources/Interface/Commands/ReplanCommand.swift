internal import Rooms

extension Command {
    static let replan: Command = Command(
        "replan", arguments: "ID [--at WHEN] [TOPIC] [@user…] [-@user…]",
        help: "change a planned conference",
        detail:
            "WHEN is as for /plan. -@user is invited no more. What is not given stays as it is.",
        completion: .account, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        var words = arguments.split(separator: " ").map(String.init)
        guard words.count > 1 else { throw Command.replan.misuse }
        guard let id = state.conference(words.removeFirst()) else {
            throw .malformedConference(arguments)
        }
        var revision = PlanRevision(id: id)
        if words.first == "--at" {
            guard words.count > 1, let time = PlanDraft.Time(words[1]) else {
                throw Command.replan.misuse
            }
            revision.time = time
            words.removeFirst(2)
        }
        while let last = words.last, last.hasPrefix("@") || last.hasPrefix("-@") {
            if last.hasPrefix("@") {
                revision.invited.insert(try state.account(last), at: 0)
            } else {
                revision.uninvited.insert(try state.account(last.dropFirst()), at: 0)
            }
            words.removeLast()
        }
        if !words.isEmpty { revision.topic = words.joined(separator: " ") }
        return [.replan(revision)]
    }
}
