internal import Canvas

extension Command {
    static let bind: Command = Command(
        "bind", arguments: "KEY ACTION", help: "let a key do something else",
        detail: "ACTION is one of those that conclave-commands(7) lists, a command line like "
            + "/reply ^, or none to free the key. It holds until you quit; /save-settings keeps "
            + "it, as does the table [keys] of the settings.",
        completion: .action, keeping: .asInside,
    ) { (state, arguments) throws(CommandError) in
        let word = arguments.prefix { !$0.isWhitespace }
        let deed = String(arguments.dropFirst(word.count)).trimmed
        guard !word.isEmpty, !deed.isEmpty else { throw Command.bind.misuse }
        guard let key = Key(String(word)) else { throw .malformedKey(String(word)) }
        let name = Sanitized(remote: key.description)
        guard deed != "none" else {
            state.bind(key, to: nil)
            state.say(.info, "\(name) does nothing now")
            return []
        }
        guard let read = KeyDeed(deed) else { throw .unknownAction(deed) }
        if case .command(let line) = read { _ = try state.parsed(line) }
        state.bind(key, to: read)
        state.say(.info, "\(name) is now: \(.init(remote: read.help))")
        return []
    }
}
