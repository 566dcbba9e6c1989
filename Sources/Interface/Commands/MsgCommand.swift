internal import Rooms

extension Command {
    static let msg: Command = Command(
        "msg", aliases: ["query"], arguments: "@user [TEXT]",
        help: "open the private chat with somebody, and say something there",
        completion: .account,
        keeping: .none, said: { $0.drop { !$0.isWhitespace }.drop { $0.isWhitespace } },
    ) { (state, arguments) throws(CommandError) in
        let word = arguments.prefix { !$0.isWhitespace }
        guard !word.isEmpty else { throw Command.msg.misuse }
        let other = try state.account(word)
        guard other != state.account else { throw .malformedAccount(String(word)) }
        let text = String(arguments.dropFirst(word.count).drop { $0.isWhitespace })
        let chat = ChatID.privateChat(state.account, other)
        var effects: [Effect] = []
        if state.chats[chat] == nil {
            effects.append(.openPrivate(other))
            state.ensureChat(chat, kind: .privateChat, title: other.text)
        }
        state.draft = ChatState.Draft()
        state.choose(chat)
        return text.isEmpty ? effects : effects + state.post(text, to: chat)
    }
}
