internal import Rooms

extension Command {
    static let unblock: Command = Command(
        "unblock", arguments: "@user", help: "hear of somebody again", completion: .blocked,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.trimmed.isEmpty else { throw Command.unblock.misuse }
        return [.block(try state.account(arguments.trimmed), ends: true)]
    }
}
