internal import Rooms

extension Command {
    static let unlock: Command = Command(
        "unlock", help: "let people into the conference again", place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        return [.conference(.unlock)]
    }
}
