internal import Rooms

extension Command {
    static let deny: Command = Command(
        "deny", arguments: "@user…|all", help: "send people away who wait before the door",
        place: .conference, completion: .any([.waiter, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        [.conference(.deny(try state.waiters(arguments, Command.deny)))]
    }
}
