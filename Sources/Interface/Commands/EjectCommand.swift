internal import Rooms

extension Command {
    static let eject: Command = Command(
        "eject", arguments: "@user…", help: "remove people from the conference",
        detail: "They do not come in again unless they are called.", place: .conference,
        completion: .account,
    ) { (state, arguments) throws(CommandError) in
        [.conference(.remove(try state.people(arguments, Command.eject)))]
    }
}
