extension Command {
    static let invite: Command = Command(
        "invite", aliases: ["add"], arguments: "@user…", help: "add people to this chat",
        place: .chat, completion: .account,
    ) { (state, arguments) throws(CommandError) in
        let words = arguments.split(separator: " ")
        guard !words.isEmpty else { throw Command.invite.misuse }
        let chat = try state.shownChat()
        var effects: [Effect] = []
        for word in words {
            effects.append(.addMember(chat: chat, account: try state.account(word)))
        }
        return effects
    }
}
