internal import Canvas

/// The help text, made of the tables of keys and commands.
enum Help {
    static func lines(
        of table: KeyTable, _ aliases: [String: String], columns: Int,
    ) -> [[Span]] {
        var lines: [[Span]] = []
        let commands = Commands.all.map { ($0.synopsis, $0.help) }
        lines += Self.section("Commands", commands, columns: columns)
        lines.append([Span("// at the start sends a slash.", .overlayText)])
        if !aliases.isEmpty {
            lines.append([])
            let rows = aliases.sorted { $0.key < $1.key }.map { ("/" + $0.key, $0.value) }
            lines += Self.section("Names of your own", rows, columns: columns)
        }
        for place in KeyBinding.Place.allCases {
            lines.append([])
            let title = "Keys " + place.words
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
        var rows: [(deed: KeyDeed, keys: [String])] = []
        for binding in table.bindings where binding.place == place {
            if let index = rows.firstIndex(where: { $0.deed == binding.deed }) {
                rows[index].keys.append(binding.key.description)
            } else {
                rows.append((binding.deed, [binding.key.description]))
            }
        }
        return rows.map { ($0.keys.joined(separator: ", "), $0.deed.help(in: place)) }
    }

    /// The name, and what it does beside it, in as many rows as that takes; below a name that is
    /// wider than its column.
    private static func row(
        _ name: Sanitized, _ help: Sanitized, _ width: Int, _ columns: Int,
    ) -> [[Span]] {
        let lines = help.wrapped(to: max(1, columns - width - 1))
        let margin = Sanitized("").padded(to: width + 1)
        let isWide = name.width > width
        var rows = isWide ? name.wrapped(to: columns).map { [Span($0, .overlayKey)] } : []
        for (index, line) in lines.enumerated() {
            let isFirst = index == 0 && !isWide
            rows.append([
                Span(isFirst ? name.padded(to: width + 1) : margin, .overlayKey),
                Span(line, .overlayText),
            ])
        }
        return rows
    }

    private static func section(
        _ title: String, _ rows: [(String, String)], columns: Int,
    ) -> [[Span]] {
        let width = min(32, columns / 2)
        return [[Span(Sanitized(remote: title), .overlayTitle)]]
            + rows.flatMap { key, help in
                self.row(Sanitized(remote: key), Sanitized(remote: help), width, columns)
            }
    }
}
