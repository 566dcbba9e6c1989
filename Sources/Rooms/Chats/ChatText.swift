/// A message's text: 1…4,096 code points that are not all white space, without NUL (L2.19).
public struct MessageText: Sendable, Hashable {
    public static let lengthMaximum = 4096
    public let text: String

    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard (1...Self.lengthMaximum).contains(scalars.count) else { return nil }
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        guard !scalars.contains("\0") else { return nil }
        self.text = text
    }
}

/// What somebody has begun to write: up to a message's length, or nothing any more.
public struct DraftText: Sendable, Hashable {
    public let text: String

    public init?(_ text: String) {
        guard text.unicodeScalars.count <= MessageText.lengthMaximum else { return nil }
        guard !text.unicodeScalars.contains("\0") else { return nil }
        self.text = text
    }
}

/// A group's title: 1…255 code points of one line (L2.19).
public struct ChatTitle: Sendable, Hashable {
    public static let lengthMaximum = 255
    public let text: String

    public init?(_ text: String) {
        guard text.isLine(upTo: Self.lengthMaximum) else { return nil }
        self.text = text
    }
}

extension String {
    /// Whether it is one line of 1 to so many code points that are not all white space.
    func isLine(upTo lengthMaximum: Int) -> Bool {
        let scalars = self.unicodeScalars
        return (1...lengthMaximum).contains(scalars.count)
            && scalars.contains { !$0.properties.isWhitespace }
            && !scalars.contains { $0.properties.generalCategory == .control }
    }
}

/// One emoji under a message: a single grapheme cluster that isn't text (L2.24).
public struct Emoji: Sendable, Hashable {
    /// Bytes of UTF-8. The longest of Unicode 16, a family with skin tones, has 41.
    public static let lengthMaximum = 64
    public let text: String

    public init?(_ text: String) {
        guard text.count == 1, text.utf8.count <= Self.lengthMaximum else { return nil }
        let scalars = text.unicodeScalars
        // Some are pictures by themselves, the others only if asked to be.
        let isPicture = scalars.contains {
            $0.properties.isEmojiPresentation
                || ($0.properties.isEmoji && scalars.contains("\u{FE0F}"))
        }
        guard isPicture, scalars.allSatisfy(Self.isPart) else { return nil }
        self.text = text
    }

    /// Emoji, their modifiers and selectors, the joiner, and the tags of flags.
    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmoji || scalar == "\u{200D}" || scalar == "\u{FE0F}"
            || scalar == "\u{20E3}" || ("\u{E0020}"..."\u{E007F}").contains(scalar)
    }
}

/// Whom a text mentions: `@name`, or `@all` for everybody (L2.16).
public struct Mentions: Sendable, Hashable {
    /// Names that count; who is mentioned behind them is told nothing. A text of 4,096 code points
    /// could name 1,365.
    public static let namesMaximum = 50

    public private(set) var names: Set<AccountName> = []
    public private(set) var everybody = false

    public init(in text: String) {
        var previous: Character = " "
        var rest = text[...]
        while let at = rest.firstIndex(of: "@") {
            if at > rest.startIndex { previous = rest[rest.index(before: at)] }
            let end =
                rest[rest.index(after: at)...].firstIndex { !Self.isPart($0) } ?? rest.endIndex
            // Not the middle of an email address.
            if !Self.isPart(previous), previous != "@" {
                self.take(rest[rest.index(after: at)..<end])
            }
            previous = "@"
            rest = rest[rest.index(after: at)...]
        }
    }

    private mutating func take(_ word: Substring) {
        if word.lowercased() == "all" { return self.everybody = true }
        guard self.names.count < Self.namesMaximum else { return }
        // The stop at the end of a sentence is no part of a name.
        let trimmed = word.reversed().drop { "._-".contains($0) }.reversed()
        if let name = AccountName(String(trimmed)) { self.names.insert(name) }
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
            || "._-".contains(character)
    }
}
