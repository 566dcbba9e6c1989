/// What can be wrong with a theme; the key is the one at fault, `nearest` what was probably meant.
public enum ThemeError: Error, Sendable, Equatable {
    case unknownKey(String, nearest: String)
    case unknownTheme(inherits: String, nearest: String)
    /// One theme inherits from another and that, in the end, from it.
    case inheritsItself(String)
    /// A palette entry is `#rrggbb N N`: true colour, one of 256, one of 16.
    case malformedColor(key: String, value: String)
    /// A word of a style that is neither an attribute nor a colour of the palette.
    case unknownWord(key: String, word: String, nearest: String)
    /// `colors` is `all` or `none`.
    case malformedColors(String)

    /// What a person reads.
    public var sentence: String {
        switch self {
        case .unknownKey(let key, let nearest):
            "there is no theme key '\(key)'; the nearest is '\(nearest)'"
        case .unknownTheme(let name, let nearest):
            "there is no theme '\(name)' to inherit from; the nearest is '\(nearest)'"
        case .inheritsItself(let name): "the theme '\(name)' inherits from itself"
        case .malformedColor(let key, let value):
            "the colour '\(value)' of '\(key)' is not '#rrggbb 0…255 0…15'"
        case .unknownWord(let key, let word, let nearest):
            "'\(word)' of '\(key)' is no attribute and not in the palette; the nearest is '\(nearest)'"
        case .malformedColors(let value): "'colors' is 'all' or 'none', not '\(value)'"
        }
    }

    /// The entry at fault, as it is called in the file.
    public var key: String {
        switch self {
        case .unknownKey(let key, _), .malformedColor(let key, _), .unknownWord(let key, _, _): key
        case .unknownTheme, .inheritsItself: "inherits"
        case .malformedColors: "colors"
        }
    }
}
