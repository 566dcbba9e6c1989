internal import Rooms

extension Command {
    static let down: Command = Command(
        "down", arguments: "[@user…|all]",
        help: "bring people down from the podium; without a name, go down",
        detail: "A hand that is up is lowered.", place: .conference,
        completion: .any([.participant, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        guard !arguments.trimmed.isEmpty else { return [.conference(.stepDown)] }
        let whom = try state.people(arguments, Command.down)
        let isUp = call.isHandUp(whom)
        return [.conference(isUp ? .rejectHand(whom) : .bringDown(whom))]
    }
}
