internal import Rooms

extension Command {
    static let extend: Command = Command(
        "extend", arguments: "MINUTES", help: "put off the planned end of the conference",
        place: .conference,
    ) { (state, arguments) throws(CommandError) in
        _ = try state.currentCall()
        guard let minutes = Int64(arguments.trimmed), (1...24 * 60).contains(minutes) else {
            throw Command.extend.misuse
        }
        return [.conference(.extend(.seconds(minutes * 60)))]
    }
}
