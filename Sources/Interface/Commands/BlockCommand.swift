internal import Rooms

extension Command {
    static let block: Command = Command(
        "block", arguments: "[@user]",
        help: "hear nothing of somebody from now on; alone, say who is blocked",
        detail: "Calls and private messages are answered as if you could not be reached.",
        completion: .account,
    ) { (state, arguments) throws(CommandError) in
        guard !arguments.trimmed.isEmpty else {
            state.tellBlocked()
            return []
        }
        let other = try state.account(arguments.trimmed)
        guard other != state.account else { throw .malformedAccount(arguments.trimmed) }
        return [.block(other, ends: false)]
    }
}
