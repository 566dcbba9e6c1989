internal import Canvas
internal import Rooms

extension Command {
    static let who: Command = Command(
        "who", aliases: ["names"], help: "who is in the conference, or reads this chat",
    ) { (state, _) throws(CommandError) in
        let names: [Sanitized]
        if let call = state.call {
            names = call.view.participants.map { call.words(for: $0) }
        } else {
            let chat = try state.shownChat()
            names = state.chats[chat]?.summary.members.map { Sanitized(remote: $0.text) } ?? []
        }
        let list = Sanitized(remote: names.map(\.text).joined(separator: ", "))
        state.say(.info, "\(names.count) here: \(list)")
        return []
    }
}
