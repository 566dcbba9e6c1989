internal import Canvas

/// What a message's text is marked up as: the part of CommonMark 0.31.2 that people write in chats.
///
/// `**strong**`, `*emphasis*` (or with `_`), `` `code` ``, lines between fences, `> quotes` and
/// `# headings`. The marks stay on the screen: what is seen is what was written. Inside of words
/// nothing is marked, so that `snake_case` and `2*3*4` are what they are.
struct Markup: Sendable {
    enum Look: Sendable, Hashable {
        case plain, strong, emphasis, code, quote
        /// What makes the others.
        case mark
    }

    /// Between two fences.
    private var isFenced = false

    /// What each character of the message's next line is; nil if the line is plain.
    mutating func looks(of line: String) -> [Look]? {
        if line.hasPrefix(Self.fence) {
            let isFence = self.isFenced ? Self.closes(line) : Self.opens(line)
            if isFence {
                self.isFenced.toggle()
                return line.map { _ in .mark }
            }
        }
        if self.isFenced { return line.map { _ in .code } }
        // Most lines have nothing of it, and are drawn often.
        guard line.utf8.contains(where: Self.isTelling) else { return nil }
        var inline = Inline(Array(line))
        let heading = line.prefix { $0 == "#" }.count
        if line.hasPrefix(">") {
            inline.parse(as: .quote, marked: 1)
        } else if (1...6).contains(heading), line.dropFirst(heading).hasPrefix(" ") {
            inline.parse(as: .strong, marked: heading)
        } else {
            inline.parse(as: .plain, marked: 0)
        }
        return inline.looks
    }

    private static let fence = "```"

    /// Perhaps with the language; with more of them it is code in a line.
    private static func opens(_ line: String) -> Bool {
        !line.drop { $0 == "`" }.contains("`")
    }

    private static func closes(_ line: String) -> Bool {
        line.allSatisfy { $0 == "`" || $0.isWhitespace }
    }

    private static func isTelling(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: ">"),
            UInt8(ascii: "#"):
            true
        default: false
        }
    }
}

/// One line.
private struct Inline {
    /// Characters alike, such as `**`.
    private struct Delimiter: Hashable {
        var character: Character
        var count: Int
    }

    let characters: [Character]
    private(set) var looks: [Markup.Look]
    /// What is between backticks, and they: nothing else counts there.
    private var isCode: [Bool]
    /// Those that nothing closes any more: each is looked for once, so that a line takes a time that
    /// grows with its length.
    private var unclosed: Set<Delimiter> = []

    init(_ characters: [Character]) {
        self.characters = characters
        self.looks = Array(repeating: .plain, count: characters.count)
        self.isCode = Array(repeating: false, count: characters.count)
    }

    /// - Parameter count: Characters that make the line what it is.
    mutating func parse(as look: Markup.Look, marked count: Int) {
        self.set(.mark, 0..<count)
        self.findCode(in: count..<self.characters.count)
        self.parse(count..<self.characters.count, as: look)
    }

    private mutating func set(_ look: Markup.Look, _ range: Range<Int>) {
        for index in range where !self.isCode[index] { self.looks[index] = look }
    }

    /// Between backticks, and as many backticks.
    private mutating func findCode(in range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            let count = self.count(of: "`", at: index, before: range.upperBound)
            let inner = index + max(1, count)
            let delimiter = Delimiter(character: "`", count: count)
            if count > 0, let end = self.endOfCode(delimiter, behind: inner, in: range) {
                self.set(.mark, index..<(end + count))
                self.set(.code, inner..<end)
                for place in index..<(end + count) { self.isCode[place] = true }
                index = end + count
            } else {
                index = inner
            }
        }
    }

    private mutating func endOfCode(
        _ delimiter: Delimiter, behind start: Int, in range: Range<Int>
    ) -> Int? {
        guard !self.unclosed.contains(delimiter) else { return nil }
        var index = start
        while index < range.upperBound {
            let count = self.count(of: "`", at: index, before: range.upperBound)
            if count == delimiter.count { return index }
            index += max(1, count)
        }
        self.unclosed.insert(delimiter)
        return nil
    }

    private func count(of character: Character, at index: Int, before end: Int) -> Int {
        self.characters[index..<end].prefix { $0 == character }.count
    }

    private mutating func parse(_ range: Range<Int>, as look: Markup.Look) {
        self.set(look, range)
        let kept = self.unclosed
        self.unclosed = []
        defer { self.unclosed = kept }
        var index = range.lowerBound
        while index < range.upperBound {
            guard let delimiter = self.delimiter(at: index, in: range) else {
                index += 1
                continue
            }
            let inner = index + delimiter.count
            guard self.opens(delimiter, at: index, in: range),
                let end = self.closing(delimiter, behind: inner, in: range)
            else {
                index = inner
                continue
            }
            self.set(.mark, index..<inner)
            self.set(.mark, end..<(end + delimiter.count))
            self.parse(inner..<end, as: delimiter.count == 1 ? .emphasis : .strong)
            index = end + delimiter.count
        }
    }

    private func delimiter(at index: Int, in range: Range<Int>) -> Delimiter? {
        let character = self.characters[index]
        guard character == "*" || character == "_", !self.isCode[index] else { return nil }
        return Delimiter(
            character: character,
            count: self.count(of: character, at: index, before: range.upperBound))
    }

    /// Behind a gap or a sign, before a word.
    private func opens(_ delimiter: Delimiter, at index: Int, in range: Range<Int>) -> Bool {
        let next = index + delimiter.count
        return delimiter.count <= 3 && next < range.upperBound
            && !self.characters[next].isWhitespace && self.isEdge(index - 1)
    }

    /// The same once more, behind a word and before a gap or a sign.
    private mutating func closing(
        _ delimiter: Delimiter, behind start: Int, in range: Range<Int>
    ) -> Int? {
        guard !self.unclosed.contains(delimiter) else { return nil }
        var index = start
        while index < range.upperBound {
            guard let found = self.delimiter(at: index, in: range) else {
                index += 1
                continue
            }
            let end = index + found.count
            if found == delimiter, index > start, !self.characters[index - 1].isWhitespace,
                self.isEdge(end)
            {
                return index
            }
            index = end
        }
        self.unclosed.insert(delimiter)
        return nil
    }

    /// No part of a word, or beyond the line.
    private func isEdge(_ index: Int) -> Bool {
        guard self.characters.indices.contains(index) else { return true }
        return !self.characters[index].isLetter && !self.characters[index].isNumber
    }
}

/// Lays the looks of a line over its rows, one after the other, as they were wrapped.
struct MarkupCursor: Sendable {
    /// Code points of the line that a row may lack besides its gaps; rows are made of the same.
    private static let lackMaximum = 8

    private let scalars: [Unicode.Scalar]
    /// One for each code point.
    private let looks: [Markup.Look]
    private let style: StyleName
    private var index = 0

    init(_ line: String, _ looks: [Markup.Look], over style: StyleName) {
        self.scalars = Array(line.unicodeScalars)
        self.looks = zip(line, looks).flatMap { character, look in
            character.unicodeScalars.map { _ in look }
        }
        self.style = style
    }

    /// Spans of the next row. Those that stand out already stay as they are.
    mutating func spans(of row: [Span]) -> [Span] {
        row.flatMap { span in
            var pieces: [(text: String, look: Markup.Look)] = []
            for character in span.text.text {
                let look = self.look(of: character)
                if pieces.last?.look == look {
                    pieces[pieces.count - 1].text.append(character)
                } else {
                    pieces.append((String(character), look))
                }
            }
            guard span.style == self.style, span.link == nil else { return [span] }
            return pieces.map { piece in
                Span(Sanitized(remote: piece.text), piece.look.style ?? span.style)
            }
        }
    }

    private mutating func look(of character: Character) -> Markup.Look {
        var look: Markup.Look?
        for scalar in character.unicodeScalars {
            self.skip(to: scalar)
            if look == nil, self.looks.indices.contains(self.index) {
                look = self.looks[self.index]
            }
            // What a row has besides, a mark's circle, stands for nothing in the line.
            if self.index < self.scalars.count, self.scalars[self.index] == scalar {
                self.index += 1
            }
        }
        return look ?? .plain
    }

    /// Gaps at the end of a row are not in it.
    private mutating func skip(to scalar: Unicode.Scalar) {
        while self.index < self.scalars.count, self.scalars[self.index] == " ", scalar != " " {
            self.index += 1
        }
        let next = self.scalars[min(self.index, self.scalars.count)...].prefix(Self.lackMaximum)
        if let found = next.firstIndex(of: scalar) { self.index = found }
    }
}

extension Markup.Look {
    /// Nil for what looks as the text around it.
    fileprivate var style: StyleName? {
        switch self {
        case .plain: nil
        case .strong: .messageStrong
        case .emphasis: .messageEmphasis
        case .code: .messageCode
        case .quote: .messageQuote
        case .mark: .screenDim
        }
    }
}
