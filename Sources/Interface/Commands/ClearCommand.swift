internal import Canvas
internal import Rooms

extension Command {
    static let clear: Command = Command(
        "clear", arguments: "[--everybody]",
        help: "take everything said in this chat out of your sight; asked first",
        detail: "With --everybody it is gone for all; only owners and admins may.", place: .chat,
        completion: .each([.words(["--everybody"])]),
    ) { (state, arguments) throws(CommandError) in
        guard ["", "--everybody"].contains(arguments) else { throw Command.clear.misuse }
        let chat = try state.shownChat()
        let name = state.name(of: chat)
        let question: Question =
            arguments.isEmpty
            ? .sure(
                "clear what was said in \(name), for you only?", [.act(chat: chat, .clearForMe)])
            : .sure(
                "clear what was said in \(name) for everybody?", [.act(chat: chat, .clearForAll)])
        state.overlays.append(.question(question))
        return []
    }
}
