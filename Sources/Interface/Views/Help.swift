internal import Canvas

/// The help text, made of the tables of keys and commands.
enum Help {
    static func lines(of table: KeyTable, columns: Int) -> [[Span]] {
        var lines: [[Span]] = []
        let commands = Commands.all.map { ($0.synopsis, $0.help) }
        lines += Self.section("Commands", commands, columns: columns)
        lines.append([Span("// at the start sends a slash.", .overlayText)])
        for place in KeyBinding.Place.allCases {
            lines.append([])
            let title = "Keys " + place.rawValue
            lines += Self.section(title, Self.keys(of: table, in: place), columns: columns)
        }
        lines.append([])
        let media: Sanitized = "Sound and picture are encrypted end to end. "
        let closing = media + "Chat is encrypted to the server, which keeps it."
        return lines + closing.wrapped(to: columns).map { [Span($0, .overlayText)] }
    }

    static func lines(of command: Command, columns: Int) -> [[Span]] {
        var texts = [command.help]
        if !command.detail.isEmpty { texts.append(command.detail) }
        if !command.aliases.isEmpty {
            texts.append("also " + command.aliases.map { "/" + $0 }.joined(separator: ", "))
        }
        texts.append("works " + command.place.rawValue)
        return [[Span(Sanitized(remote: command.synopsis), .overlayKey)]]
            + texts.flatMap { Sanitized(remote: $0).wrapped(to: columns) }
            .map { [Span($0, .overlayText)] }
    }

    /// Keys that do the same in one row.
    static func keys(of table: KeyTable, in place: KeyBinding.Place) -> [(String, String)] {
        var rows: [(action: Action, keys: [String])] = []
        for binding in table.bindings where binding.place == place {
            if let index = rows.firstIndex(where: { $0.action == binding.action }) {
                rows[index].keys.append(binding.key.description)
            } else {
                rows.append((binding.action, [binding.key.description]))
            }
        }
        return rows.map { ($0.keys.joined(separator: ", "), $0.action.help) }
    }

    private static func section(
        _ title: String, _ rows: [(String, String)], columns: Int,
    ) -> [[Span]] {
        let width = min(32, columns / 2)
        return [[Span(Sanitized(remote: title), .overlayTitle)]]
            + rows.map { key, help in
                [
                    Span(Sanitized(remote: key).padded(to: width), .overlayKey),
                    Span(" " + Sanitized(remote: help), .overlayText),
                ]
            }
    }
}
