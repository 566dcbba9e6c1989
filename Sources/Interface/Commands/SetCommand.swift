internal import Canvas

extension Command {
    static let set: Command = Command(
        "set", arguments: "[NAME [VALUE]]", help: "show or change how the interface behaves",
        detail: "It holds until you quit; the settings keep it for good: conclave-config(5).",
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
        if words.count == 2 {
            do throws(Preferences.MalformedValue) {
                try state.preferences.set(name, to: words[1])
            } catch {
                throw .malformedPreference(error)
            }
        }
        let value = state.preferences.value(of: name)
        state.say(.info, Sanitized(remote: "\(first) = \(value): \(name.help)"))
        return name == .mouse ? [.mouse(state.preferences.hasMouse)] : []
    }
}
