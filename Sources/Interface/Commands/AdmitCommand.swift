internal import Rooms

extension Command {
    static let admit: Command = Command(
        "admit", arguments: "@user…|all", help: "let people in who wait before the door",
        place: .conference, completion: .any([.waiter, .words(["all"])]),
    ) { (state, arguments) throws(CommandError) in
        [.conference(.admit(try state.waiters(arguments, Command.admit)))]
    }
}
