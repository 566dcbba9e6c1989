/// Text without anything that could act on a terminal or mislead the eye: the only text that can be
/// drawn.
///
/// Controls (C0, DEL, C1), bidirectional and other invisible formatting, line separators, tag
/// characters and unassigned code points become visible escapes such as `\u{1B}`; a tab becomes
/// four spaces. A grapheme keeps at most eight marks. Sanitizing twice changes nothing.
public struct Sanitized: Sendable, Hashable {
    /// Marks and joiners that a grapheme keeps; more than any language stacks.
    public static let markCountMaximum = 8
    /// Scalars of one grapheme, marks included; the longest emoji family has ten.
    public static let scalarCountMaximum = 16

    public let text: String

    /// Text from anywhere: a peer, a file, a person's keyboard.
    public init(remote text: String) {
        self.text = Self.isHarmless(text) ? text : Self.clean(text)
    }

    /// Columns on a terminal.
    public var width: Int { Grapheme.pieces(of: self.text).reduce(0) { $0 + $1.width } }
    public var isEmpty: Bool { self.text.isEmpty }

    public static func + (left: Sanitized, right: Sanitized) -> Sanitized {
        Sanitized(remote: left.text + right.text)
    }

    /// Printable ASCII, which is nearly everything: not worth a second look.
    private static func isHarmless(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }

    private static func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for grapheme in text { self.append(grapheme.unicodeScalars, to: &result) }
        return String(result)
    }

    private static func append(
        _ scalars: Character.UnicodeScalarView, to result: inout String.UnicodeScalarView,
    ) {
        var count = 0
        var markCount = 0
        for scalar in scalars {
            let isMark = self.isMark(scalar)
            if let escape = self.escape(scalar) {
                result.append(contentsOf: escape.unicodeScalars)
                (count, markCount) = (0, 0)
                continue
            }
            // A dotted circle carries a mark that has nothing to stand on.
            if isMark, count == 0 { result.append("\u{25CC}") }
            if isMark { markCount += 1 }
            count += 1
            if count > self.scalarCountMaximum || markCount > self.markCountMaximum { continue }
            result.append(scalar)
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: true
        default: false
        }
    }

    /// What is shown instead of a scalar; nil if it may stay.
    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\t": return "    "
        case "\n": return #"\n"#
        case "\r": return #"\r"#
        // Joiners and variation selectors choose between forms of visible text.
        case "\u{200C}", "\u{200D}", "\u{FE00}"..."\u{FE0F}", "\u{E0100}"..."\u{E01EF}",
            "\u{34F}", "\u{115F}", "\u{1160}":
            return nil
        default: break
        }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: break
        default: guard properties.isDefaultIgnorableCodePoint else { return nil }
        }
        return #"\u{"# + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
}

extension Sanitized: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// The program's own words.
    public init(stringLiteral text: String) {
        self.init(remote: text)
    }

    public init(stringInterpolation: Interpolation) {
        self.init(remote: stringInterpolation.text)
    }

    /// Takes other sanitized text and numbers, nothing else.
    public struct Interpolation: StringInterpolationProtocol, Sendable {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) {
            self.text += literal
        }

        public mutating func appendInterpolation(_ sanitized: Sanitized) {
            self.text += sanitized.text
        }

        public mutating func appendInterpolation(_ number: some FixedWidthInteger) {
            self.text += String(number)
        }
    }
}
