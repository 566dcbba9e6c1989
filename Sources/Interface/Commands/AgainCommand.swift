extension Command {
    static let again: Command = Command(
        "again", aliases: ["resend"], arguments: "[edit | drop]",
        help: "send again what the server has refused; or edit it, or drop it",
        detail: "It is the refused line chosen with ctrl+up and ctrl+down, or else the last one. "
            + "Enter on an empty line sends the chosen one.",
        place: .chat, completion: .words(["edit", "drop"]),
    ) { (state, arguments) throws(CommandError) in
        _ = try state.shownChat()
        let word = arguments.trimmed
        guard let use = State.UnsentUse(rawValue: word.isEmpty ? "again" : word) else {
            throw Command.again.misuse
        }
        guard let unsent = state.meantUnsent else { throw .nothingUnsent }
        return state.use(unsent, use)
    }
}
