internal import Canvas

extension Command {
    static let bind: Command = Command(
        "bind", arguments: "[PLACE] KEY ACTION", help: "let a key do something else",
        detail: "ACTION is one of those that conclave-commands(7) lists, a command line like "
            + "/reply ^, or none to free the key. PLACE is call, poll, picker, reader or question, "
            + "for a key that is to do it only there. It holds until you quit; /save-settings keeps "
            + "it, as does the table [keys] of the settings.",
        completion: .action, keeping: .asInside,
    ) { (state, arguments) throws(CommandError) in
        var rest = arguments[...]
        let place = KeyBinding.Place.named.first { $0.rawValue == Command.word(of: rest) }
        if place != nil { _ = Command.takeWord(of: &rest) }
        let word = Command.takeWord(of: &rest)
        let deed = String(rest).trimmed
        guard !word.isEmpty, !deed.isEmpty else { throw Command.bind.misuse }
        guard let key = Key(word) else { throw .malformedKey(word) }
        let read = KeyDeed(deed)
        guard read != nil || deed == "none" else { throw .unknownAction(deed) }
        let choice = KeyChoice(key: key, in: place, deed: read)
        if let fault = choice.fault { throw .unfitKey(fault) }
        if case .command(let line) = read { _ = try state.parsed(line) }
        let news = state.bindAndTell(choice)
        state.say(.info, news)
        return []
    }

    private static func word(of text: Substring) -> String {
        String(text.prefix { !$0.isWhitespace })
    }

    private static func takeWord(of text: inout Substring) -> String {
        let word = Self.word(of: text)
        text = text.dropFirst(word.count).drop { $0.isWhitespace }
        return word
    }
}

extension State {
    /// Binds a key, and says what it has done so far: that may be missed.
    fileprivate mutating func bindAndTell(_ choice: KeyChoice) -> Sanitized {
        let place = choice.place ?? (choice.key.typed == nil ? .line : .call)
        let before = self.keys.deed(of: choice.key, in: place)
        self.bind(choice)
        let now = choice.deed.map { "is now: \($0.help(in: place))" } ?? "does nothing now"
        var news = choice.key.description
        if let place = choice.place { news += " \(place.words)" }
        news += " " + now
        if let before, before != choice.deed {
            news += "; it was: " + before.help(in: place)
            let isLost = !self.keys.bindings.contains {
                $0.deed == before && self.keys.deed(of: $0.key, in: place) == before
            }
            if isLost { news += ", which no key does now" }
        }
        return Sanitized(remote: news)
    }
}
