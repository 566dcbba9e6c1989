import Canvas
import CursesTerminal

/// What a terminal of today does with our bytes, as small as that can be said: cells, colours, cursor.
struct TerminalModel {
    struct Cell: Equatable {
        var text = " "
        var foreground = ""
        var background = ""
        var attributes: Set<Int> = []
        /// Parameters and target of OSC 8.
        var link = ""
    }

    let columns: Int
    let rows: Int
    /// Whether vowel signs take no column, and emoji of the last years one, as in many terminals.
    var isNarrow = false
    private(set) var cells: [Cell]
    private(set) var cursor = Point(column: 0, row: 0)
    private(set) var isCursorShown = true
    private(set) var modes: Set<String> = []
    /// Anything that was not understood; must stay empty.
    private(set) var mistakes: [String] = []
    private(set) var statusRequests = 0
    private(set) var synchronizedUpdates = 0
    /// Control strings besides links, with their introducers.
    private(set) var strings: [String] = []
    private(set) var bellCount = 0
    /// The modes that were on whenever the alternate screen had been left.
    private(set) var modesWhenLeft: [Set<String>] = []
    /// Flags of kitty's keyboard protocol that were pushed and not popped.
    private(set) var keyboardFlags: [String] = []
    private var pen = Cell()
    private var isWrapPending = false
    private var rest: [Unicode.Scalar] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        self.cells = Array(repeating: Cell(), count: columns * rows)
    }

    subscript(column: Int, row: Int) -> Cell { self.cells[row * self.columns + column] }

    var text: [String] {
        (0..<self.rows).map { row in
            self.cells[row * self.columns..<(row + 1) * self.columns].map(\.text).joined()
        }
    }

    mutating func apply(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            self.mistakes.append("not UTF-8")
            return
        }
        self.rest = Array(text.unicodeScalars).reversed()
        while let scalar = self.rest.popLast() {
            switch scalar {
            case "\u{18}": break
            case "\u{7}": self.bellCount += 1
            case "\u{1B}": self.escape()
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}": self.mistakes.append("control \(scalar.value)")
            default: self.put(scalar)
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let index = self.cursor.row * self.columns + self.cursor.column
        let category = scalar.properties.generalCategory
        let joins =
            scalar == "\u{200D}" || category == .nonspacingMark
            || scalar.properties.isEmojiModifier
            || self.isNarrow && category == .spacingMark
        var last = self.isWrapPending ? index : index - 1
        if self.cells[safe: last]?.text.isEmpty == true { last -= 1 }
        if joins || self.cells[safe: last]?.text.unicodeScalars.last == "\u{200D}" {
            self.join(scalar, last)
            return
        }
        if self.isWrapPending { self.mistakes.append("wrapped at \(self.cursor)") }
        let isNarrow = self.isNarrow && scalar.value >= 0x1FA70
        let width = isNarrow ? 1 : Grapheme.width(Character(scalar))
        self.separate(index)
        if width == 2 { self.separate(index + 1) }
        self.cells[index] = self.pen
        self.cells[index].text = String(Character(scalar))
        if width == 2 {
            self.cells[index + 1] = self.pen
            self.cells[index + 1].text = ""
        }
        let next = self.cursor.column + width
        self.isWrapPending = next >= self.columns
        self.cursor.column = min(next, self.columns - 1)
    }

    /// Adds a scalar to the grapheme that ends before the cursor.
    private mutating func join(_ scalar: Unicode.Scalar, _ index: Int) {
        self.cells[index].text.unicodeScalars.append(scalar)
    }

    /// Writing over one half of a wide character blanks the other.
    private mutating func separate(_ index: Int) {
        guard self.cells.indices.contains(index) else {
            self.mistakes.append("wide character over the edge")
            return
        }
        if self.cells[index].text.isEmpty { self.cells[index - 1].text = " " }
        if self.cells[safe: index + 1]?.text.isEmpty == true, !self.cells[index].text.isEmpty {
            self.cells[index + 1].text = " "
        }
    }

    private mutating func escape() {
        switch self.rest.popLast() {
        case "[": self.sequence()
        case "]": self.string("]")
        case "P": self.string("P")
        case let other: self.mistakes.append("escape \(String(describing: other))")
        }
    }

    private mutating func string(_ introducer: String) {
        var text = introducer
        while let scalar = self.rest.popLast() {
            // Inside tmux' pass-through an escape is doubled.
            if scalar == "\u{1B}", self.rest.last != "\u{1B}" {
                if self.rest.popLast() != "\\" { self.mistakes.append("string without end") }
                break
            }
            if scalar == "\u{1B}" { _ = self.rest.popLast() }
            text.unicodeScalars.append(scalar)
        }
        if text.hasPrefix("]8;") {
            let link = text.dropFirst(3)
            self.pen.link = link == ";" ? "" : String(link)
        } else {
            self.strings.append(text)
        }
    }

    private mutating func sequence() {
        var parameters = ""
        while let scalar = self.rest.popLast() {
            guard scalar.value >= 0x40 else {
                parameters.unicodeScalars.append(scalar)
                continue
            }
            self.perform(Character(scalar), parameters)
            return
        }
        self.mistakes.append("sequence without end")
    }

    private mutating func perform(_ final: Character, _ text: String) {
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map {
            Int($0) ?? 0
        }
        switch (final, text) {
        case ("H", _):
            let place = Point(column: (numbers.last ?? 1) - 1, row: (numbers.first ?? 1) - 1)
            guard (0..<self.columns).contains(place.column), (0..<self.rows).contains(place.row)
            else { return self.mistakes.append("moved to \(place)") }
            (self.cursor, self.isWrapPending) = (place, false)
        case ("C", _):
            self.cursor.column += max(1, numbers.first ?? 1)
            self.isWrapPending = false
            if self.cursor.column >= self.columns { self.mistakes.append("moved over the edge") }
        case ("m", _): self.style(text.isEmpty ? [0] : numbers)
        case ("J", "2"): self.cells = Array(repeating: Cell(), count: self.cells.count)
        case ("n", "5"): self.statusRequests += 1
        case ("n", "6"): break
        case ("t", "22;0"), ("t", "23;0"), ("q", ">0"), ("p", "?2026$"), ("u", "?"), ("c", ""):
            break
        case ("u", _) where text.hasPrefix(">"): self.keyboardFlags.append(String(text.dropFirst()))
        case ("u", "<"):
            if self.keyboardFlags.popLast() == nil { self.mistakes.append("popped too often") }
        case ("h", _), ("l", _): self.mode(text, isOn: final == "h")
        default: self.mistakes.append("sequence \(text)\(final)")
        }
    }

    private mutating func mode(_ text: String, isOn: Bool) {
        if text == "?25" { self.isCursorShown = isOn }
        if text == "?2026", isOn { self.synchronizedUpdates += 1 }
        if isOn { self.modes.insert(text) } else { self.modes.remove(text) }
        if text == "?1049", !isOn { self.modesWhenLeft.append(self.modes) }
    }

    private mutating func style(_ numbers: [Int]) {
        var numbers = ArraySlice(numbers)
        while let code = numbers.popFirst() {
            switch code {
            case 0: self.pen = Cell(link: self.pen.link)
            case 1, 2, 3, 4, 7, 8: self.pen.attributes.insert(code)
            case 30...37: self.pen.foreground = "\(code - 30)"
            case 40...47: self.pen.background = "\(code - 40)"
            case 90...97: self.pen.foreground = "\(code - 82)"
            case 100...107: self.pen.background = "\(code - 92)"
            case 39: self.pen.foreground = ""
            case 49: self.pen.background = ""
            case 38, 48:
                let count = numbers.popFirst() == 5 ? 1 : 3
                let color = numbers.prefix(count).map(String.init).joined(separator: ",")
                numbers.removeFirst(min(count, numbers.count))
                if code == 38 { self.pen.foreground = color } else { self.pen.background = color }
            default: self.mistakes.append("style \(code)")
            }
        }
    }
}

extension TerminalModel {
    /// What a frame's cell is here.
    static func cell(_ cell: FrameCell, _ text: (UInt32) -> String) -> Cell {
        var attributes: Set<Int> = []
        for (attribute, code) in [
            (Attributes.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7),
        ] where Attributes(rawValue: cell.attributes).contains(attribute) {
            attributes.insert(code)
        }
        return Cell(
            text: text(cell.glyph), foreground: self.color(cell.foreground),
            background: self.color(cell.background), attributes: attributes)
    }

    private static func color(_ color: ScreenColor) -> String {
        if color == .terminal { return "" }
        for index in 0...255 where color == .palette(UInt8(index)) { return "\(index)" }
        let value = color.rgbValue
        return "\(value >> 16),\(value >> 8 & 255),\(value & 255)"
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? {
        self.indices.contains(index) ? self[index] : nil
    }
}
