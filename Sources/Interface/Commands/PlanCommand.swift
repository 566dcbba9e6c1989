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
        let time = words.removeFirst().split(separator: "/", omittingEmptySubsequences: false)
        let minutes = time.count == 2 ? Int(time[1]) : 60
        guard time.count < 3, let minutes, (1...24 * 60).contains(minutes) else {
            throw Command.plan.misuse
        }
        let start = time[0].lowercased() == "room" ? nil : String(time[0])
        return [
            .plan(
                PlanDraft(
                    start: start, minutes: minutes, topic: words.joined(separator: " "),
                    invited: invited))
        ]
    }
}
