internal import Canvas
internal import Rooms

extension Command {
    static let archived: Command = Command(
        "archived", help: "list archived chats too; again, only those with something new",
    ) { (state, _) throws(CommandError) in
        if state.chats.values.contains(where: { $0.place == .archive }) {
            state.showsArchive.toggle()
        } else {
            state.say(.info, "no chat is archived; /archive does it")
        }
        return []
    }
}
