internal import Canvas
internal import Rooms

/// The text being written: its lines, its cursor, what was cut last, and what can be taken back.
struct LineEditor: Equatable, Sendable {
    /// What a server accepts in one message; more is not taken in.
    static let lengthMaximum = MessageText.lengthMaximum
    /// Changes that can be taken back.
    static let undoCountMaximum = 200

    private(set) var characters: [Character] = []
    /// The character before which the cursor stands; 0…`characters.count`.
    private(set) var cursor = 0
    /// What was cut, the newest last.
    private var killed: [[Character]] = []
    /// What was pasted last; nil once something else was done.
    private var yanked: Yank?
    private var undone: [Moment] = []
    private var done: [Moment] = []
    /// What the last change was; a run of the same kind is taken back at once.
    private var lastChange = Change.other

    /// What was cut that can be pasted.
    static let killCountMaximum = 30

    /// Something of `killed` that was pasted.
    private struct Yank: Equatable, Sendable {
        var index: Int
        /// Where the cursor was before and behind it.
        var range: Range<Int>
    }

    /// The text as it was.
    private struct Moment: Equatable, Sendable {
        var characters: [Character]
        var cursor: Int
    }

    private enum Change: Equatable, Sendable {
        case typing, deleting, killing, other
    }

    var text: String { String(self.characters) }
    var isEmpty: Bool { self.characters.isEmpty }
    var beforeCursor: String { String(self.characters[..<self.cursor]) }

    /// False, and nothing happens, if the text would become too long.
    mutating func insert(_ added: String) -> Bool {
        let before = self.beforeCursor + added
        let whole = before + String(self.characters[self.cursor...])
        guard whole.unicodeScalars.count <= Self.lengthMaximum else { return false }
        // A word at a time is taken back.
        let isFirst = added != " " && self.characters.prefix(self.cursor).last == " "
        self.remember(added.count > 1 || isFirst ? .other : .typing)
        self.lastChange = .typing
        // A mark joins the character before it, so the text is cut anew.
        self.characters = Array(whole)
        self.cursor = min(before.count, self.characters.count)
        return true
    }

    /// Puts another text in its place; what it was can be brought back.
    mutating func replace(with text: String) {
        guard text != self.text else { return self.cursor = self.characters.count }
        self.remember(.other)
        self.characters = Array(text)
        self.cursor = self.characters.count
    }

    mutating func clear() { self.replace(with: "") }

    mutating func yank() -> Bool { self.yank(self.killed.count - 1) }

    /// Pastes, in place of what was just pasted, what was cut before it.
    mutating func yankPrevious() -> Bool {
        guard let yanked = self.yanked, yanked.range.upperBound == self.cursor else { return true }
        self.cut(yanked.range, .other)
        return self.yank(yanked.index > 0 ? yanked.index - 1 : self.killed.count - 1)
    }

    private mutating func yank(_ index: Int) -> Bool {
        guard self.killed.indices.contains(index) else { return true }
        let start = self.cursor
        guard self.insert(String(self.killed[index])) else { return false }
        self.yanked = Yank(index: index, range: start..<self.cursor)
        return true
    }

    /// Moves and deletes.
    mutating func perform(_ action: Action) {
        switch action {
        case .lineStart: self.move(to: self.lineStart)
        case .lineEnd: self.move(to: self.lineEnd)
        case .left: self.move(to: self.cursor - 1)
        case .right: self.move(to: self.cursor + 1)
        case .wordLeft: self.move(to: self.wordStart)
        case .wordRight: self.move(to: self.wordEnd)
        case .deleteLeft: self.cut(self.cursor - 1..<self.cursor, .deleting)
        case .deleteRight: self.cut(self.cursor..<self.cursor + 1, .deleting)
        // At the end of a line, the line break goes.
        case .killToEnd: self.kill(self.cursor..<max(self.lineEnd, self.cursor + 1))
        case .killToStart: self.kill(self.lineStart..<self.cursor)
        case .killWordLeft: self.kill(self.blankStart..<self.cursor)
        case .killWordRight: self.kill(self.cursor..<self.wordEnd)
        case .transpose: self.transpose()
        case .upperCase: self.changeWord { $0.uppercased() }
        case .lowerCase: self.changeWord { $0.lowercased() }
        case .capitalize:
            self.changeWord { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
        case .undo:
            guard let moment = self.undone.popLast() else { break }
            self.done.append(self.exchange(for: moment))
        case .redo:
            guard let moment = self.done.popLast() else { break }
            self.undone.append(self.exchange(for: moment))
        default: break
        }
    }

    /// To the line above; false on the first one.
    mutating func moveUp() -> Bool {
        let start = self.lineStart
        guard start > 0 else { return false }
        let column = self.cursor - start
        self.move(to: start - 1)
        self.move(to: min(self.lineStart + column, start - 1))
        return true
    }

    /// To the line below; false on the last one.
    mutating func moveDown() -> Bool {
        let end = self.lineEnd
        guard end < self.characters.count else { return false }
        let column = self.cursor - self.lineStart
        self.move(to: end + 1)
        self.move(to: min(self.cursor + column, self.lineEnd))
        return true
    }

    /// To a character; one that there is not is the nearest.
    mutating func move(to index: Int) {
        self.cursor = min(max(0, index), self.characters.count)
        self.yanked = nil
        self.lastChange = .other
    }
}

/// Places.
extension LineEditor {
    private var lineStart: Int {
        self.characters[..<self.cursor].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
    }

    private var lineEnd: Int {
        self.characters[self.cursor...].firstIndex(where: \.isNewline) ?? self.characters.count
    }

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

    /// The white space before the word, as a shell's `ctrl+w` sees words.
    private var blankStart: Int {
        var start = self.cursor
        while start > 0, self.characters[start - 1].isWhitespace { start -= 1 }
        while start > 0, !self.characters[start - 1].isWhitespace { start -= 1 }
        return start
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }
}

/// Changes.
extension LineEditor {
    /// What is cut piece by piece is pasted as a whole.
    private mutating func kill(_ range: Range<Int>) {
        let range = range.clamped(to: 0..<self.characters.count)
        guard !range.isEmpty else { return }
        let piece = self.characters[range]
        let isRun = self.lastChange == .killing
        let last = isRun ? self.killed.popLast() ?? [] : []
        self.killed.append(range.lowerBound < self.cursor ? piece + last : last + piece)
        if self.killed.count > Self.killCountMaximum { self.killed.removeFirst() }
        self.cut(range, .killing)
    }

    /// Exchanges the characters before and under the cursor; at the end of a line, those before it.
    private mutating func transpose() {
        let right = self.cursor == self.lineEnd ? self.cursor - 1 : self.cursor
        guard right > self.lineStart else { return }
        var characters = self.characters
        characters.swapAt(right - 1, right)
        self.change(to: String(characters), cursor: right + 1)
    }

    /// Changes the word at or behind the cursor, and goes to its end.
    private mutating func changeWord(_ change: (String) -> String) {
        let (start, end) = (self.cursor, self.wordEnd)
        guard start < end else { return }
        let gap = self.characters[start..<end].prefix { !Self.isWord($0) }
        let word = change(String(self.characters[(start + gap.count)..<end]))
        let before = self.beforeCursor + String(gap) + word
        self.change(
            to: before + String(self.characters[end...]), cursor: Array(before).count)
    }

    private mutating func change(to text: String, cursor: Int) {
        // Some letters are several in the other case.
        guard text.unicodeScalars.count <= Self.lengthMaximum else { return }
        self.remember(.other)
        self.characters = Array(text)
        self.cursor = min(cursor, self.characters.count)
    }

    private mutating func cut(_ range: Range<Int>, _ change: Change) {
        let range = range.clamped(to: 0..<self.characters.count)
        guard !range.isEmpty else { return }
        self.remember(change)
        self.characters.removeSubrange(range)
        self.cursor = range.lowerBound
        // What was apart may join now.
        let before = self.beforeCursor.count
        self.characters = Array(self.text)
        self.cursor = min(before, self.characters.count)
    }

    /// Keeps the text as it is before a change, unless the change goes on with the last one.
    private mutating func remember(_ change: Change) {
        if change == .other || change != self.lastChange {
            self.undone.append(Moment(characters: self.characters, cursor: self.cursor))
            if self.undone.count > Self.undoCountMaximum { self.undone.removeFirst() }
        }
        self.done = []
        self.yanked = nil
        self.lastChange = change
    }

    /// Makes the text what it was, and says what it is.
    private mutating func exchange(for moment: Moment) -> Moment {
        let now = Moment(characters: self.characters, cursor: self.cursor)
        (self.characters, self.cursor) = (moment.characters, moment.cursor)
        self.lastChange = .other
        return now
    }
}
