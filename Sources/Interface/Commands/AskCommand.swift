internal import Rooms

extension Command {
    static let ask: Command = Command(
        "ask", arguments: "[--camera] @user…|all",
        help: "ask people to turn on the microphone, or the camera", place: .conference,
        completion: .any([.words(["--camera", "all"]), .participant]),
    ) { (state, arguments) throws(CommandError) in
        let flag = "--camera"
        let device: ConferenceDevice = arguments.hasPrefix(flag) ? .camera : .microphone
        let names = device == .camera ? String(arguments.dropFirst(flag.count)) : arguments
        return [.conference(.askToTurnOn(device, try state.people(names, Command.ask)))]
    }
}
