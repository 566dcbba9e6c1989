internal import Rooms

extension Command {
    static let lock: Command = Command(
        "lock", help: "let nobody else into the conference", place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        return [.conference(.lock)]
    }
}
