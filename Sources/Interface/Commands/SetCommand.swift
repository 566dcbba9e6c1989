internal import Canvas

extension Command {
    static let set: Command = Command(
        "set", arguments: "[NAME [VALUE]]", help: "show or change how the interface behaves",
        detail: "It holds until you quit; /save-settings keeps it, as do the settings: "
            + "conclave-config(5).",
        completion: .preference,
    ) { (state, arguments) throws(CommandError) in
        let words = arguments.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else {
            let all = Preferences.Name.allCases.map {
                "\($0.rawValue) = \(state.preferences.value(of: $0))"
            }
            state.say(.info, Sanitized(remote: all.joined(separator: ", ")))
            return []
        }
        guard let name = Preferences.Name(rawValue: first) else { throw .unknownPreference(first) }
        guard words.count <= 2 else { throw Command.set.misuse }
        let effects = words.count == 2 ? try state.set(name, to: words[1]) : []
        let value = state.preferences.value(of: name)
        state.say(.info, Sanitized(remote: "\(first) = \(value): \(name.help)"))
        return effects
    }
}
