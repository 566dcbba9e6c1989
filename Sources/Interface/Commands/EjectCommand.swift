internal import Canvas
internal import Rooms

extension Command {
    static let eject: Command = Command(
        "eject", arguments: "@user…", help: "remove people from the conference; asked first",
        detail: "They do not come in again unless they are called.", place: .conference,
        completion: .participant,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        let whom = try state.people(arguments, Command.eject)
        let words: Sanitized = "remove from the conference: \(call.names(of: whom))?"
        state.overlays.append(.question(.sure(words, [.conference(.remove(whom))])))
        return []
    }
}
