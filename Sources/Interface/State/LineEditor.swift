internal import Rooms

/// The line being written: its text, its cursor, and what was cut last.
struct LineEditor: Equatable, Sendable {
    /// What a server accepts in one message; more is not taken in.
    static let lengthMaximum = MessageText.lengthMaximum

    private(set) var characters: [Character] = []
    /// The character before which the cursor stands; 0…`characters.count`.
    private(set) var cursor = 0
    private var killed: [Character] = []

    var text: String { String(self.characters) }
    var isEmpty: Bool { self.characters.isEmpty }
    var beforeCursor: String { String(self.characters[..<self.cursor]) }

    /// False, and nothing happens, if the line would become too long.
    mutating func insert(_ added: String) -> Bool {
        let before = self.beforeCursor + added
        let whole = before + String(self.characters[self.cursor...])
        guard whole.unicodeScalars.count <= Self.lengthMaximum else { return false }
        // A mark joins the character before it, so the text is cut anew.
        self.characters = Array(whole)
        self.cursor = min(before.count, self.characters.count)
        return true
    }

    mutating func replace(with text: String) {
        self.characters = Array(text)
        self.cursor = self.characters.count
    }

    mutating func clear() {
        self.characters = []
        self.cursor = 0
    }

    mutating func moveToStart() { self.cursor = 0 }
    mutating func moveToEnd() { self.cursor = self.characters.count }
    mutating func moveLeft() { self.cursor = max(0, self.cursor - 1) }
    mutating func moveRight() { self.cursor = min(self.characters.count, self.cursor + 1) }
    mutating func moveWordLeft() { self.cursor = self.wordStart }
    mutating func moveWordRight() { self.cursor = self.wordEnd }

    mutating func deleteLeft() {
        guard self.cursor > 0 else { return }
        self.cut(self.cursor - 1..<self.cursor)
    }

    mutating func deleteRight() {
        guard self.cursor < self.characters.count else { return }
        self.cut(self.cursor..<self.cursor + 1)
    }

    mutating func killToEnd() { self.kill(self.cursor..<self.characters.count) }
    mutating func killToStart() { self.kill(0..<self.cursor) }
    mutating func killWordRight() { self.kill(self.cursor..<self.wordEnd) }

    /// Back to the white space before the word, as a shell's `ctrl+w`.
    mutating func killWordLeft() {
        var start = self.cursor
        while start > 0, self.characters[start - 1].isWhitespace { start -= 1 }
        while start > 0, !self.characters[start - 1].isWhitespace { start -= 1 }
        self.kill(start..<self.cursor)
    }

    mutating func yank() -> Bool { self.insert(String(self.killed)) }

    private var wordStart: Int {
        var index = self.cursor
        while index > 0, !Self.isWord(self.characters[index - 1]) { index -= 1 }
        while index > 0, Self.isWord(self.characters[index - 1]) { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = self.cursor
        let end = self.characters.count
        while index < end, !Self.isWord(self.characters[index]) { index += 1 }
        while index < end, Self.isWord(self.characters[index]) { index += 1 }
        return index
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }

    private mutating func kill(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        self.killed = Array(self.characters[range])
        self.cut(range)
    }

    private mutating func cut(_ range: Range<Int>) {
        self.characters.removeSubrange(range)
        self.cursor = range.lowerBound
        // What was apart may join now.
        let before = self.beforeCursor.count
        self.characters = Array(self.text)
        self.cursor = min(before, self.characters.count)
    }
}
