internal import Canvas

extension Key {
    /// As it stands in hints: `Esc`, `F1`, `alt+c`.
    var label: Sanitized {
        guard self.modifiers.isEmpty else { return Sanitized(remote: self.description) }
        return switch self.code {
        case .named(.escape): "Esc"
        case .named(.pageup): "PgUp"
        case .named(.pagedown): "PgDn"
        case .named(let name):
            Sanitized(remote: name.rawValue.prefix(1).uppercased() + name.rawValue.dropFirst())
        case .function(let number): Sanitized(remote: "F\(number)")
        case .character: Sanitized(remote: self.description)
        }
    }
}

extension State {
    /// `Esc closes`, for as many as have a key in a place.
    func hints(
        _ hints: (action: Action, words: Sanitized)..., in place: KeyBinding.Place,
        separator: Sanitized = "  ",
    ) -> Sanitized {
        let named = hints.compactMap { hint in
            self.keys.key(of: hint.action, in: place).map {
                "\($0.label) \(hint.words)" as Sanitized
            }
        }
        return named.dropFirst().reduce(named.first ?? "") { $0 + separator + $1 }
    }
}
