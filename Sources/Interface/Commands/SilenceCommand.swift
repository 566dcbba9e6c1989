internal import Rooms

extension Command {
    static let silence: Command = Command(
        "silence", arguments: "@user…|all", help: "turn off the microphone of others",
        detail: "Only they themselves can turn it on again; /ask asks them to.",
        place: .conference, completion: .any([.participant, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        let whom = try state.people(arguments, Command.silence)
        return [.conference(.turnOffOthers(.microphone, whom))]
    }
}
