internal import Rooms

extension Command {
    static let abstain: Command = Command(
        "abstain", help: "take back your yes or no", place: .conference,
    ) { (state, _) throws(CommandError) in
        _ = try state.currentCall()
        return [.conference(.vote(nil, isAnonymous: true))]
    }
}
