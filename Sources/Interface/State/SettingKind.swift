/// What values something takes that can be set.
public enum SettingKind: Sendable, Equatable {
    case text
    case boolean
    case choice([String])
    case count(ClosedRange<Int>)

    /// Whether a text is one of the values.
    public func allows(_ text: String) -> Bool {
        switch self {
        case .text: true
        case .boolean: text == "true" || text == "false"
        case .choice(let words): words.contains(text)
        case .count(let range): Int(text).map { range.contains($0) } ?? false
        }
    }

    /// As they stand in the manual: `true|false`.
    public var values: String {
        switch self {
        case .text: "a text"
        case .boolean: "true|false"
        case .choice(let words): words.joined(separator: "|")
        case .count(let range): "\(range.lowerBound)…\(range.upperBound)"
        }
    }

    /// Those that can be gone through.
    var words: [String] {
        switch self {
        case .text, .count: []
        case .boolean: ["true", "false"]
        case .choice(let words): words
        }
    }
}
