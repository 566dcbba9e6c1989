internal import Canvas
internal import Rooms

extension Command {
    static let archived: Command = Command(
        "archived", help: "list archived chats too; again, only those with something new",
    ) { (state, _) throws(CommandError) in
        state.showsArchive.toggle()
        let archived = state.chats.values.count { $0.place == .archive }
        if archived == 0 { state.say(.info, "no chat is archived; /archive does it") }
        return []
    }
}
