/// How many colours a terminal has.
public enum ColorDepth: Sendable, Hashable, CaseIterable {
    case monochrome, sixteen, twoHundredFiftySix, truecolor
}

/// A palette's colour: the same on terminals of every depth, as far as they can.
public struct ThemeColor: Sendable, Hashable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8
    /// The nearest of 256.
    public var extended: UInt8
    /// The nearest of 16.
    public var basic: UInt8

    func color(_ depth: ColorDepth) -> Color {
        switch depth {
        case .monochrome: .terminal
        case .sixteen: .palette(self.basic)
        case .twoHundredFiftySix: .palette(self.extended)
        case .truecolor: .rgb(self.red, self.green, self.blue)
        }
    }

    /// Reads `#rrggbb N N`.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, words[0].utf8.count == 7, words[0].first == "#",
            words[0].dropFirst().allSatisfy(\.isHexDigit),
            let value = UInt32(words[0].dropFirst(), radix: 16),
            let extended = UInt8(words[1]), let basic = UInt8(words[2]), basic < 16
        else { return nil }
        self.red = UInt8(truncatingIfNeeded: value >> 16)
        self.green = UInt8(truncatingIfNeeded: value >> 8)
        self.blue = UInt8(truncatingIfNeeded: value)
        self.extended = extended
        self.basic = basic
    }
}

/// Styles by what they are for.
///
/// Built from flat entries, so that whoever reads the file needs no type of ours: `inherits` names
/// another theme, `colors` is `all` or `none`, `palette.NAME` is `#rrggbb N N` (true colour, of 256,
/// of 16), and a `StyleName` is words: a colour of the palette, `on` and a background, attributes.
///
/// ```
/// inherits = "dark"
/// palette.accent = "#7aa2f7 111 12"
/// message.own = "accent on terminal bold"
/// ```
public struct Theme: Sendable, Equatable {
    struct Look: Sendable, Equatable {
        var foreground: ThemeColor?
        var background: ThemeColor?
        var attributes: Attributes = []
    }

    public var name: String
    /// What the terminal can show; styles come out in it.
    public var depth = ColorDepth.truecolor
    /// Whether it is meant to have colours at all.
    public private(set) var hasColors = true
    private(set) var palette: [String: ThemeColor] = [:]
    private var looks: [StyleName: Look] = [:]

    /// Reads a theme. What it does not say is as in the theme it inherits from, else as in the
    /// standard one; a style of the parent follows a palette entry that is given anew.
    ///
    /// - Parameter parents: the themes that can be inherited from, as entries by name.
    public init(
        name: String, entries: [String: String],
        parents: [String: [String: String]] = Theme.shippedEntries,
    ) throws(ThemeError) {
        self.name = name
        var chain = [entries]
        var seen: Set<String> = []
        while let parent = chain.last?["inherits"] {
            guard let found = parents[parent] else {
                let nearest = Spelling.nearest(to: parent, among: parents.keys.sorted())
                throw .unknownTheme(inherits: parent, nearest: nearest ?? "")
            }
            guard seen.insert(parent).inserted else { throw .inheritsItself(parent) }
            chain.append(found)
        }
        var merged = Self.standardEntries
        for entries in chain.reversed() { merged.merge(entries) { $1 } }
        merged["inherits"] = nil
        try self.read(merged)
    }

    private init(trusted entries: [String: String], name: String) {
        do { try self.init(name: name, entries: entries) } catch {
            preconditionFailure(error.sentence)
        }
    }

    /// The one that all others complete themselves from.
    public static let standard = Theme(trusted: Self.standardEntries, name: "dark")
    /// All that come with the program, by name.
    public static let shipped: [String: Theme] = Dictionary(
        uniqueKeysWithValues: Self.shippedEntries.map { ($0, Theme(trusted: $1, name: $0)) })

    /// The shipped one that fits what the terminal said of itself.
    public static func name(for background: Background?, _ depth: ColorDepth) -> String {
        if depth == .monochrome { return "mono" }
        return background == .light ? "light" : "dark"
    }

    /// The same theme for a terminal of so many colours.
    public func reduced(to depth: ColorDepth) -> Theme {
        var theme = self
        theme.depth = depth
        return theme
    }

    /// The look of something, in the colours that there are.
    ///
    /// Without colours, what would have had a background is shown in reverse.
    public func style(_ name: StyleName) -> Style {
        let look = self.looks[name] ?? Look()
        let depth = self.hasColors ? self.depth : .monochrome
        var style = Style(
            foreground: look.foreground?.color(depth) ?? .terminal,
            background: look.background?.color(depth) ?? .terminal,
            attributes: look.attributes)
        if depth == .monochrome, look.background != nil { style.attributes.insert(.reverse) }
        return style
    }

    public subscript(name: StyleName) -> Style { self.style(name) }
}

/// Reading.
extension Theme {
    private static let attributeWords: [String: Attributes] = [
        "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline,
        "reverse": .reverse,
    ]

    /// Sorted, so that of two mistakes the same is told every time.
    private mutating func read(_ entries: [String: String]) throws(ThemeError) {
        let sorted = entries.sorted { $0.key < $1.key }
        for (key, value) in sorted where key.hasPrefix("palette.") {
            guard let color = ThemeColor(value) else {
                throw .malformedColor(key: key, value: value)
            }
            self.palette[String(key.dropFirst("palette.".count))] = color
        }
        for (key, value) in sorted where !key.hasPrefix("palette.") {
            if key == "colors" {
                guard ["all", "none"].contains(value) else { throw .malformedColors(value) }
                self.hasColors = value == "all"
                continue
            }
            guard let name = StyleName(rawValue: key) else {
                let known = StyleName.allCases.map(\.rawValue) + ["inherits", "colors"]
                let nearest = Spelling.nearest(to: key, among: known)
                throw .unknownKey(key, nearest: nearest ?? "")
            }
            self.looks[name] = try self.look(value, of: key)
        }
    }

    private func look(_ value: String, of key: String) throws(ThemeError) -> Look {
        var look = Look()
        var isBackground = false
        for word in value.split(separator: " ").map(String.init) {
            if word == "on" {
                isBackground = true
            } else if let attribute = Self.attributeWords[word] {
                look.attributes.insert(attribute)
            } else if word == "terminal" || self.palette[word] != nil {
                let color = self.palette[word]
                if isBackground { look.background = color } else { look.foreground = color }
                isBackground = false
            } else {
                let known = ["on", "terminal"] + Self.attributeWords.keys + self.palette.keys
                let nearest = Spelling.nearest(to: word, among: known.sorted())
                throw .unknownWord(key: key, word: word, nearest: nearest ?? "")
            }
        }
        return look
    }
}
