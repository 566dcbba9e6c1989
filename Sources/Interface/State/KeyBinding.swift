public import Canvas

/// One row of the table of keys.
public struct KeyBinding: Sendable, Hashable {
    /// Where it works.
    ///
    /// A place other than the first two has bindings of its own. A key that it has none of does there
    /// what it does in the line, as far as that means anything there.
    public enum Place: String, Sendable, Hashable, CaseIterable {
        case line, anywhere
        /// In a conference, as long as the keys do not go to the line: after joining, and after
        /// Esc.
        case call
        case poll
        case picker
        case reader
        case question

        /// Those with bindings of their own, which are named in `[keys.NAME]` and by `/bind NAME`.
        public static let named = Self.allCases.filter { $0 != .line && $0 != .anywhere }

        /// As it stands in help.
        public var words: String {
            switch self {
            case .line: "in the line"
            case .anywhere: "everywhere"
            case .call: "in a conference, outside the line"
            case .poll: "on a chosen poll, with an empty line"
            case .picker: "in a list to pick from"
            case .reader: "in help and log"
            case .question: "in a question"
            }
        }
    }

    public var key: Key
    public var deed: KeyDeed
    public var place: Place
}

/// A key that is to do something else than usual.
public struct KeyChoice: Sendable, Equatable {
    public var key: Key
    /// Nil for wherever no place of its own says otherwise.
    public var place: KeyBinding.Place?
    /// Nil for nothing at all.
    public var deed: KeyDeed?

    public init(key: Key, in place: KeyBinding.Place? = nil, deed: KeyDeed?) {
        self.key = key
        self.place = place
        self.deed = deed
    }

    /// Whether both are about the same key in the same place.
    public func replaces(_ other: KeyChoice) -> Bool {
        self.key == other.key && self.place == other.place
    }

    /// Why it can't be, as a sentence; nil if it can.
    public var fault: String? {
        guard let place = self.place else { return nil }
        if place == .picker, self.key.typed != nil { return "letters are text \(place.words)" }
        if let deed = self.deed, !place.takes(deed) {
            return "'\(deed.text)' means nothing \(place.words)"
        }
        return nil
    }
}
