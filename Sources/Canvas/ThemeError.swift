/// What can be wrong with a theme; the key is the one at fault.
public enum ThemeError: Error, Sendable, Equatable {
    case unknownKey(String)
    case unknownTheme(inherits: String)
    /// A palette entry is `#rrggbb N N`: true colour, one of 256, one of 16.
    case malformedColor(key: String, value: String)
    /// A word of a style that is neither an attribute nor a colour of the palette.
    case unknownWord(key: String, word: String)

    /// What a person reads.
    public var sentence: String {
        switch self {
        case .unknownKey(let key): "there is no theme key '\(key)'"
        case .unknownTheme(let name): "there is no theme '\(name)' to inherit from"
        case .malformedColor(let key, let value):
            "the colour '\(value)' of '\(key)' is not '#rrggbb 0…255 0…15'"
        case .unknownWord(let key, let word):
            "'\(word)' of '\(key)' is neither an attribute nor in the palette"
        }
    }
}
