internal import Rooms

extension Command {
    static let plan: Command = Command(
        "plan", arguments: "WHEN TOPIC [@user…]", help: "plan a conference, or make a room",
        detail: "WHEN is 2026-11-27T14:00 for an hour, with /30 behind it for 30 minutes, or room.",
        completion: .account, keeping: .none,
    ) { (state, arguments) throws(CommandError) in
        var words = arguments.split(separator: " ").map(String.init)
        var invited: [AccountName] = []
        while let last = words.last, last.hasPrefix("@") {
            invited.insert(try state.account(last), at: 0)
            words.removeLast()
        }
        guard words.count > 1 else { throw Command.plan.misuse }
        guard let time = PlanDraft.Time(words.removeFirst()) else { throw Command.plan.misuse }
        let topic = words.joined(separator: " ")
        return [.plan(PlanDraft(time: time, topic: topic, invited: invited))]
    }
}
