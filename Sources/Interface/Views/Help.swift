internal import Canvas

/// The help text, made of the tables of keys and commands.
enum Help {
    static func lines(
        of table: KeyTable, _ aliases: [String: String], columns: Int,
    ) -> [[Span]] {
        var lines: [[Span]] = []
        // What is needed first stands first.
        let places: [KeyBinding.Place] = [.anywhere, .line, .call]
        for place in places { lines += Self.keys(of: table, in: place, columns: columns) }
        for place in Command.Place.allCases {
            let commands = Commands.all.filter { $0.place == place }
            lines += Self.section(
                "Commands " + place.rawValue, commands.map { ($0.synopsis, $0.help) },
                columns: columns)
        }
        lines += Self.section(
            "Names of your own",
            aliases.sorted { $0.key < $1.key }.map { ("/" + $0.key, $0.value) }, columns: columns)
        for place in KeyBinding.Place.allCases where !places.contains(place) {
            lines += Self.keys(of: table, in: place, columns: columns)
        }
        let closing: [Sanitized] = [
            "// at the start of a line sends a slash.",
            "Sound and picture are encrypted end to end. "
                + "Chat is encrypted to the server, which keeps it.",
        ]
        return lines
            + closing.flatMap { $0.wrapped(to: columns) }.map { [Span($0, .overlayText)] }
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

    private static func keys(
        of table: KeyTable, in place: KeyBinding.Place, columns: Int,
    ) -> [[Span]] {
        self.section("Keys " + place.words, self.keys(of: table, in: place), columns: columns)
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

    /// With an empty row at its end; nothing if it has no rows.
    private static func section(
        _ title: String, _ rows: [(String, String)], columns: Int,
    ) -> [[Span]] {
        guard !rows.isEmpty else { return [] }
        let width = min(32, columns / 2)
        return [[Span(Sanitized(remote: title), .overlayTitle)]]
            + rows.flatMap { key, help in
                self.row(Sanitized(remote: key), Sanitized(remote: help), width, columns)
            } + [[]]
    }
}
