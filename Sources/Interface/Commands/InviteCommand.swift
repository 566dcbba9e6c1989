internal import Rooms

extension Command {
    static let invite: Command = Command(
        "invite", aliases: ["add"], arguments: "[--history] @user…",
        help: "add people to this chat", detail: "With --history they see what was said before.",
        place: .chat, completion: .any([.words(["--history"]), .account]),
    ) { (state, arguments) throws(CommandError) in
        var words = arguments.split(separator: " ")[...]
        let history: HistoryGrant = words.first == "--history" ? .all : .none
        if history == .all { words.removeFirst() }
        guard !words.isEmpty else { throw Command.invite.misuse }
        let chat = try state.shownChat()
        var effects: [Effect] = []
        for word in words {
            effects.append(.act(chat: chat, .add(try state.account(word), history)))
        }
        return effects
    }
}
