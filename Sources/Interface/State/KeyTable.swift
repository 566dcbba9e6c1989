internal import Canvas

/// All keys and what they do: what there is from the start, as a person has changed it.
///
/// A person's choice for a place comes before one for everywhere, and that before what there is from
/// the start, in whatever order they were made.
public struct KeyTable: Sendable, Equatable {
    public static let standard = KeyTable()

    /// Those that hold, a person's at the end.
    public private(set) var bindings = Self.standardBindings
    private var choices: [KeyChoice] = []

    private init() {}

    /// Binds a key anew, or frees it.
    ///
    /// A key that types a letter does something only where letters are not written: unless a place is
    /// named, outside the line, in a conference.
    public mutating func bind(_ choice: KeyChoice) {
        self.choices.removeAll { choice.replaces($0) }
        self.choices.append(choice)
        let kept = Self.standardBindings.filter { self.choice(of: $0.key, in: $0.place) == nil }
        self.bindings =
            kept
            + self.choices.compactMap { choice in
                choice.deed.map {
                    KeyBinding(key: choice.key, deed: $0, place: Self.place(of: choice, $0))
                }
            }
    }

    /// What a key does in a place; nil for nothing.
    func deed(of key: Key, in place: KeyBinding.Place) -> KeyDeed? {
        if let choice = self.choice(of: key, in: place) { return choice.deed }
        return Self.standardDeeds[place]?[key] ?? Self.generalDeeds[key]
    }

    /// The keys of a deed, those that were bound last at the end.
    func keys(of deed: KeyDeed) -> [Key] {
        self.bindings.filter { $0.deed == deed }.map(\.key)
    }

    /// The key to name for an action in a place, one of the place's own first; nil if it has none.
    func key(of action: Action, in place: KeyBinding.Place) -> Key? {
        let fitting = self.bindings.filter {
            $0.deed == .action(action) && self.deed(of: $0.key, in: place) == $0.deed
        }
        return (fitting.first { $0.place == place } ?? fitting.first)?.key
    }

    /// What a person has chosen for a key in a place; nil if nothing.
    private func choice(of key: Key, in place: KeyBinding.Place) -> KeyChoice? {
        if let own = self.choices.last(where: { $0.key == key && $0.place == place }) { return own }
        guard key.typed == nil || place == .call else { return nil }
        return self.choices.last { choice in
            choice.key == key && choice.place == nil
                && choice.deed.map { place.takes($0) } ?? true
        }
    }

    private static func place(of choice: KeyChoice, _ deed: KeyDeed) -> KeyBinding.Place {
        if let place = choice.place { return place }
        if choice.key.typed != nil { return .call }
        return Self.standardBindings.first { $0.deed == deed }?.place ?? .anywhere
    }
}

extension KeyBinding.Place {
    /// Whether something means anything there.
    func takes(_ deed: KeyDeed) -> Bool {
        switch (self, deed) {
        case (.line, _), (.anywhere, _), (.call, _): return true
        case (_, .command): return false
        case (.poll, .action(let action)): return KeyTable.has(action, in: self)
        case (.picker, .action(let action)):
            return KeyTable.has(action, in: self) || KeyTable.has(action, in: .line)
                || action.reachesThrough
        case (.reader, .action(let action)), (.question, .action(let action)):
            return KeyTable.has(action, in: self) || action.reachesThrough
        }
    }
}

extension Action {
    /// Whether it does the same, whatever lies over the screen.
    var reachesThrough: Bool {
        switch self {
        case .redraw, .suspend, .microphone, .camera, .interrupt: true
        default: false
        }
    }
}
