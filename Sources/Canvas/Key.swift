/// A key as people write it: `ctrl+r`, `alt+1`, `pageup`, `f1`, `enter`, `x`, `X`, `ctrl+space`.
///
/// One key has one value: shift is part of a character (`X`, never `shift+x`), control makes a
/// letter small, and a control character that has a key of its own is that key (`tab`, not
/// `ctrl+i`).
public struct Key: Sendable, Hashable {
    /// What is held while the key is struck.
    public struct Modifiers: OptionSet, Sendable, Hashable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let control = Modifiers(rawValue: 1)
        public static let alt = Modifiers(rawValue: 2)
        public static let shift = Modifiers(rawValue: 4)
    }

    /// What is struck.
    public enum Code: Sendable, Hashable {
        case character(Character)
        case named(Name)
        /// `f1` … `f24`.
        case function(UInt8)
    }

    /// A key with a name. `backtab` is shift and tab.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case enter, tab, backtab, escape, backspace, delete, insert
        case home, end, pageup, pagedown, up, down, left, right
    }

    /// Highest number of a function key that has a name.
    public static let functionMaximum: UInt8 = 24

    public let code: Code
    public let modifiers: Modifiers

    public init(_ code: Code, _ modifiers: Modifiers = []) {
        switch code {
        case .character(let character):
            let small = modifiers.contains(.control) ? character.lowercased().first : character
            self.code = .character(small ?? character)
            self.modifiers = modifiers.subtracting(.shift)
        case .named(.tab) where modifiers.contains(.shift):
            self.code = .named(.backtab)
            self.modifiers = modifiers.subtracting(.shift)
        case .named, .function:
            self.code = code
            self.modifiers = modifiers
        }
    }

    public init(character: Character) {
        self.init(.character(character))
    }

    /// The character that this key types into a line; nil for every other key.
    public var typed: Character? {
        guard case .character(let character) = self.code, self.modifiers.isEmpty else { return nil }
        return character
    }
}

/// Parsing and printing.
extension Key: CustomStringConvertible {
    private static let words: [(modifier: Modifiers, word: String)] = [
        (.control, "ctrl"), (.alt, "alt"), (.shift, "shift"),
    ]

    /// Reads a key as people write it; nil if there is no such key.
    public init?(_ text: String) {
        var rest = Substring(text)
        var modifiers: Modifiers = []
        while let plus = rest.firstIndex(of: "+"), plus != rest.startIndex {
            guard let word = Self.words.first(where: { $0.word == rest[..<plus] }) else {
                return nil
            }
            modifiers.insert(word.modifier)
            rest = rest[rest.index(after: plus)...]
        }
        guard let code = Self.code(rest) else { return nil }
        if case .character = code, modifiers.contains(.shift) { return nil }
        self.init(code, modifiers)
    }

    public var description: String {
        let prefix = Self.words.filter { self.modifiers.contains($0.modifier) }
            .map { $0.word + "+" }.joined()
        switch self.code {
        case .character(" "): return prefix + "space"
        case .character(let character): return prefix + String(character)
        case .named(let name): return prefix + name.rawValue
        case .function(let number): return prefix + "f\(number)"
        }
    }

    private static func code(_ text: Substring) -> Code? {
        if text == "space" { return .character(" ") }
        if let name = Name(rawValue: String(text)) { return .named(name) }
        if text.count == 1, let character = text.first { return .character(character) }
        guard text.first == "f", let number = UInt8(text.dropFirst()) else { return nil }
        return (1...Self.functionMaximum).contains(number) ? .function(number) : nil
    }
}

extension Key: ExpressibleByStringLiteral {
    /// A key of the program's own tables and tests; one that does not exist is a bug.
    public init(stringLiteral text: String) {
        guard let key = Key(text) else { preconditionFailure("there is no key '\(text)'") }
        self = key
    }
}
