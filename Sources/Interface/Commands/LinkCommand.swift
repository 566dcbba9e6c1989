internal import Rooms

extension Command {
    static let link: Command = Command(
        "link", help: "let the conference's lines go to the chat it came from",
        detail: "What was said in its own chat stays there.", place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        return [.unlink(false)]
    }
}
