internal import Canvas

extension Command {
    static let alias: Command = Command(
        "alias", arguments: "[NAME [= [LINE]]]",
        help: "give a command line a name of your own",
        detail:
            "LINE is a command with its slash. What is written behind the name goes to where $* stands in the line, else to its "
            + "end. Before LINE the = may be left out; with nothing behind it the name is taken away. "
            + "It holds until you quit; /save-settings keeps it.", keeping: .asInside,
    ) { (state, arguments) throws(CommandError) in
        let word = arguments.prefix { $0 != "=" && $0 != " " }
        let name = word.lowercased().drop { $0 == "/" }
        let rest = String(arguments.dropFirst(word.count)).trimmed
        guard !rest.isEmpty else { return try Command.show(alias: String(name), in: &state) }
        let line = rest.hasPrefix("=") ? String(rest.dropFirst()).trimmed : rest
        guard !name.isEmpty, line.isEmpty || line.hasPrefix("/") else {
            throw Command.alias.misuse
        }
        try state.name(String(name), line.isEmpty ? nil : line)
        let what = line.isEmpty ? "nothing" : line
        state.say(.info, "/\(.init(remote: String(name))) is now \(.init(remote: what))")
        return []
    }

    /// Says what one or all of them stand for.
    private static func show(
        alias name: String, in state: inout State,
    ) throws(CommandError) -> [Effect] {
        guard !name.isEmpty || !state.aliases.isEmpty else {
            state.say(.info, "there are no names of your own yet: /alias NAME = /COMMAND")
            return []
        }
        let shown = state.aliases.filter { name.isEmpty || $0.key == name }
        guard !shown.isEmpty else { throw .unknownAlias(name) }
        for (name, line) in shown.sorted(by: { $0.key < $1.key }) {
            state.say(.info, "/\(.init(remote: name)) = \(.init(remote: line))")
        }
        if shown.count > 1 { state.overlays.append(.reader(Reader(.log))) }
        return []
    }
}
