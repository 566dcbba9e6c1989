internal import Rooms

extension Command {
    static let favourites: Command = Command(
        "favourites", aliases: ["notes"], help: "show your own notes, which nobody else reads",
    ) { (state, _) throws(CommandError) in
        let chat = ChatID.favourites(of: state.account)
        var effects: [Effect] = []
        if state.chats[chat] == nil {
            effects.append(.openFavourites)
            state.ensureChat(chat, kind: .favourites, title: "")
        }
        state.draft = ChatState.Draft()
        state.choose(chat)
        return effects
    }
}
