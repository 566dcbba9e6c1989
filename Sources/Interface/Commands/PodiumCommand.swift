internal import Rooms

extension Command {
    static let podium: Command = Command(
        "podium", arguments: "[@user…|all]",
        help: "bring people up to the podium; without a name, go up as invited",
        detail: "Whose hand is up goes up at once, the others are invited.", place: .conference,
        completion: .any([.participant, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        _ = try state.currentCall()
        if arguments.trimmed.isEmpty { return [.conference(.acceptInvitation)] }
        return [.conference(.inviteUp(try state.people(arguments, Command.podium)))]
    }
}
