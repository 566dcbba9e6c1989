/// A colour as a terminal knows it.
public enum Color: Sendable, Hashable {
    /// The terminal's own.
    case terminal
    /// One of the terminal's 256; the first 16 are what the person has chosen.
    case palette(UInt8)
    case rgb(UInt8, UInt8, UInt8)
}

/// How a cell's text looks besides its colour.
public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)
}

/// How a cell looks.
public struct Style: Sendable, Hashable {
    public var foreground: Color
    public var background: Color
    public var attributes: Attributes

    public init(
        foreground: Color = .terminal, background: Color = .terminal, attributes: Attributes = [],
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The terminal's own colours, no attribute.
    public static let plain = Style()
}

/// One column of one row.
public struct Cell: Sendable, Hashable {
    /// One grapheme of one or two columns; empty for the right half of a wide one.
    public var text: String
    public var style: Style
    /// The place of its link among the canvas', counted from 1; 0 without one.
    var linkNumber: UInt16 = 0

    public init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    public static let blank = Cell(text: " ", style: .plain)
}
