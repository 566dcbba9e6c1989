internal import Canvas

extension Command {
    static let bind: Command = Command(
        "bind", arguments: "KEY ACTION", help: "let a key do something else, until you quit",
        detail: "ACTION none frees the key. The table [keys] of the settings keeps it for good; "
            + "conclave-commands(7) lists the actions.",
        completion: .action,
    ) { (state, arguments) throws(CommandError) in
        let words = arguments.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 2 else { throw Command.bind.misuse }
        guard let key = Key(words[0]) else { throw .malformedKey(words[0]) }
        guard words[1] != "none" else {
            state.keys.bind(key, to: nil)
            state.say(.info, "\(.init(remote: key.description)) does nothing now")
            return []
        }
        guard let action = Action(rawValue: words[1]) else { throw .unknownAction(words[1]) }
        state.keys.bind(key, to: action)
        let name = Sanitized(remote: key.description)
        state.say(.info, "\(name) is now: \(.init(remote: action.help))")
        return []
    }
}
