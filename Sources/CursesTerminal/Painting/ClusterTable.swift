internal import Canvas

/// Graphemes of several scalars, each with a number that fits where a scalar does.
package struct ClusterTable: Sendable {
    /// The first number; above every Unicode scalar.
    package static let first: UInt32 = 0x20_0000
    /// Different graphemes remembered at once: more than a screen of emoji needs. When full, the table
    /// is emptied and the screen painted anew.
    package static let countMaximum = 4096

    private var texts: [String] = []
    private var numbers: [String: UInt32] = [:]

    package init() {}

    package var isFull: Bool { self.texts.count >= Self.countMaximum }

    /// The number of a grapheme: its scalar, if it is one scalar. A full table answers U+FFFD.
    package mutating func number(of grapheme: String) -> UInt32 {
        let scalars = grapheme.unicodeScalars
        guard let first = scalars.first else { return 0x20 }
        if scalars.index(after: scalars.startIndex) == scalars.endIndex { return first.value }
        if let number = self.numbers[grapheme] { return number }
        guard !self.isFull else { return 0xFFFD }
        let number = Self.first + UInt32(self.texts.count)
        self.texts.append(grapheme)
        self.numbers[grapheme] = number
        return number
    }

    /// The beginning of a grapheme whose scalars take no more than two columns, one by one: of an emoji
    /// with a modifier or of several joined ones the first.
    package static func addingUpToTwo(_ grapheme: String) -> String {
        let scalars = grapheme.unicodeScalars
        guard scalars.count > 1 else { return grapheme }
        var columns = 0
        let fitting = scalars.prefix { scalar in
            // Alone, half a flag is a letter.
            columns +=
                self.flagHalves.contains(scalar) ? 1 : Grapheme.width(Character(scalar))
            return columns <= 2
        }
        guard fitting.count < scalars.count else { return grapheme }
        return String(fitting.last == "\u{200D}" ? fitting.dropLast() : fitting)
    }

    private static let flagHalves: ClosedRange<Unicode.Scalar> = "\u{1F1E6}"..."\u{1F1FF}"

    package mutating func removeAll() {
        self.texts.removeAll()
        self.numbers.removeAll()
    }

    /// The grapheme of a number.
    package func text(of number: UInt32) -> String {
        var bytes: [UInt8] = []
        self.append(number, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The scalars of a number's grapheme.
    func scalarCount(of number: UInt32) -> Int {
        guard number >= Self.first, number - Self.first < UInt32(self.texts.count) else { return 1 }
        return self.texts[Int(number - Self.first)].unicodeScalars.count
    }

    /// The bytes of a number's grapheme.
    func append(_ number: UInt32, to bytes: inout [UInt8]) {
        if number < Self.first {
            bytes.appendUTF8(number)
        } else if number - Self.first < UInt32(self.texts.count) {
            bytes.append(contentsOf: self.texts[Int(number - Self.first)].utf8)
        } else {
            bytes.append(0x3F)
        }
    }
}

extension [UInt8] {
    /// Appends a scalar in UTF-8; `?` for a control and for what is none: seen, not obeyed.
    mutating func appendUTF8(_ scalar: UInt32) {
        switch scalar {
        case 0x20..<0x7F:
            self.append(UInt8(scalar))
        case 0xA0..<0x800:
            self.append(UInt8(0xC0 | scalar >> 6))
            self.append(UInt8(0x80 | scalar & 0x3F))
        case 0x800..<0xD800, 0xE000..<0x1_0000:
            self.append(UInt8(0xE0 | scalar >> 12))
            self.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            self.append(UInt8(0x80 | scalar & 0x3F))
        case 0x1_0000..<0x11_0000:
            self.append(UInt8(0xF0 | scalar >> 18))
            self.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            self.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            self.append(UInt8(0x80 | scalar & 0x3F))
        default:
            self.append(0x3F)
        }
    }

    /// Appends a number in decimal.
    mutating func appendDecimal(_ number: Int) {
        if number >= 10 { self.appendDecimal(number / 10) }
        self.append(0x30 + UInt8(number % 10))
    }
}
