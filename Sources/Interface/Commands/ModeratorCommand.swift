internal import Rooms

extension Command {
    static let moderator: Command = Command(
        "moderator", arguments: "@user", help: "make somebody a moderator of the conference",
        place: .conference, completion: .participant,
    ) { (state, arguments) throws(CommandError) in
        let call = try state.currentCall()
        guard !arguments.trimmed.isEmpty else { throw Command.moderator.misuse }
        guard let number = call.numbers(of: arguments.trimmed).first else {
            throw .notHere(arguments.trimmed)
        }
        return [.conference(.appoint(number))]
    }
}
