/// How many columns text takes on a terminal.
public enum Grapheme {
    /// What one cell, or a wide grapheme's two, can hold.
    public struct Piece: Sendable, Hashable {
        public var text: String
        /// 0, 1 or 2 columns.
        public var width: Int

        static let space = Piece(text: " ", width: 1)
    }

    /// The columns of one grapheme: 0, 1 or 2.
    ///
    /// The first scalar's width, plus spacing ones up to 2; whatever is shown as an emoji (by a
    /// variation selector, a modifier, a keycap, a flag) takes 2. 0 for what has nothing to stand
    /// on.
    public static func width(_ grapheme: Character) -> Int {
        if let ascii = grapheme.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
        if self.isEmoji(grapheme) { return 2 }
        let columns = grapheme.unicodeScalars.reduce(0) { $0 + self.width($1) }
        return min(2, columns)
    }

    /// Cuts text at graphemes; one that takes more than two columns, such as a long conjunct of an
    /// Indic script, at its letters, because a terminal gives each of them a column.
    public static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        pieces.reserveCapacity(text.utf8.count)
        for grapheme in text {
            let width = self.width(grapheme)
            if width < 2 || self.isEmoji(grapheme) {
                pieces.append(Piece(text: String(grapheme), width: width))
            } else {
                self.append(lettersOf: grapheme, to: &pieces)
            }
        }
        return pieces
    }

    private static func append(lettersOf grapheme: Character, to pieces: inout [Piece]) {
        var piece = Piece(text: "", width: 0)
        for scalar in grapheme.unicodeScalars {
            let width = self.width(scalar)
            if piece.width + width > 2 {
                pieces.append(piece)
                piece = Piece(text: "", width: 0)
            }
            piece.text.unicodeScalars.append(scalar)
            piece.width += width
        }
        pieces.append(piece)
    }

    private static func isEmoji(_ grapheme: Character) -> Bool {
        var scalars = grapheme.unicodeScalars.makeIterator()
        guard let first = scalars.next() else { return false }
        if first.properties.isEmojiPresentation { return true }
        while let scalar = scalars.next() {
            if scalar == "\u{FE0F}" && first.properties.isEmoji { return true }
            if scalar == "\u{20E3}" || scalar.properties.isEmojiModifier { return true }
        }
        return false
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7F: return 1
        // Hangul vowels and final consonants stand inside the syllable that their consonant opened.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        case 0xAD: return 1
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator,
            .paragraphSeparator:
            return 0
        default: return self.isWide(scalar.value) || properties.isEmojiPresentation ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var (low, high) = (0, self.wide.count)
        while low < high {
            let middle = (low + high) / 2
            if self.wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < self.wide.count && self.wide[low].contains(value)
    }

    /// East_Asian_Width W and F (Unicode 14, with the planes reserved for ideographs), which the
    /// standard library does not tell. Gaps of unassigned code points are closed.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
        0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
        0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
        0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
        0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
        0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
        0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6, 0xA960...0xA97C,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F004...0x1F004,
        0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F265,
        0x1F300...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
        0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
        0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D,
        0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596,
        0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC,
        0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
        0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
        0x1FA70...0x1FAF6, 0x20000...0x3FFFD,
    ]
}
