internal import Rooms

extension Command {
    static let camOff: Command = Command(
        "cam-off", aliases: ["camoff"], arguments: "@user…|all",
        help: "turn off the camera of others",
        detail: "Only they themselves can turn it on again; /ask --camera asks them to.",
        place: .conference, completion: .any([.participant, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        let whom = try state.people(arguments, Command.camOff)
        return [.conference(.turnOffOthers(.camera, whom))]
    }
}
