internal import Rooms

extension Command {
    static let call: Command = Command(
        "call", arguments: "[--unlinked] [KIND] [@user…]",
        help: "start a conference from this chat",
        detail:
            "With --unlinked it gets a chat of its own, which nobody outside it ever sees. KIND is "
            + "all-on-screen, lecture, role-based or smart. Those who are named are rung; in a "
            + "private chat that is the other one.",
        completion: .any([
            .words(["--unlinked"] + ConferenceKind.allCases.map(\.rawValue)), .account,
        ]),
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
        let summary = state.chats[chat]?.summary
        let partner = summary.flatMap {
            $0.kind == .privateChat ? AccountName(state.other(in: $0)) : nil
        }
        let summons = Summons(call.callees, kind: call.kind, partner: partner)
        (call.callees, call.kind) = (summons.callees, summons.kind)
        return [.call(call)]
    }
}
