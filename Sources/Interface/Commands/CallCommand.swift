internal import Rooms

extension Command {
    static let call: Command = Command(
        "call", arguments: "[--unlinked] [KIND] [@user…]",
        help: "start a conference from this chat",
        detail:
            "With --unlinked it gets a chat of its own, which nobody outside it ever sees. KIND is "
            + "all-on-screen, lecture, role-based or smart. Those who are named are rung; in a "
            + "private chat that is the other one.",
        completion: .account,
    ) { (state, arguments) throws(CommandError) in
        let chat = try state.shownChat()
        var call = CallDraft(chat: chat)
        for word in arguments.split(separator: " ") {
            if word == "--unlinked" {
                call.isUnlinked = true
            } else if let kind = ConferenceKind(rawValue: word.lowercased()) {
                call.kind = kind
            } else if word.hasPrefix("-") {
                throw Command.call.misuse
            } else {
                call.callees.append(try state.account(word))
            }
        }
        if let summary = state.chats[chat]?.summary, summary.kind == .privateChat,
            let other = AccountName(state.other(in: summary)), call.callees.isEmpty
        {
            call.callees = [other]
            call.kind = call.kind ?? .call
        }
        return [.call(call)]
    }
}
