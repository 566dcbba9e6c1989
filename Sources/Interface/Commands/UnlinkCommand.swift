internal import Rooms

extension Command {
    static let unlink: Command = Command(
        "unlink", help: "give the conference a chat that only its participants read",
        place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        return [.unlink(true)]
    }
}
