internal import Rooms

extension Command {
    static let hand: Command = Command(
        "hand", help: "raise the hand to go up to the podium, or lower it",
        detail: "Those who lead, and whoever is invited, go up at once.", place: .conference,
    ) { (state, _) throws(CommandError) in
        let call = try state.currentCall()
        return [.conference(call.own?.isHandUp == true ? .lowerHand : .raiseHand)]
    }
}
