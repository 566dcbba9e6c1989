internal import Canvas

/// Why a line is perhaps not meant for people.
enum Suspicion: Equatable, Sendable {
    case mistypedCommand(String)
    case secret

    var words: Sanitized {
        switch self {
        case .mistypedCommand(let name): "this looks like the command /\(Sanitized(remote: name))"
        case .secret: "this looks like a password or a key"
        }
    }

    /// Nil for ordinary lines.
    init?(of line: String) {
        if let name = Self.mistypedCommand(line) {
            self = .mistypedCommand(name)
        } else if Self.isSecret(line) {
            self = .secret
        } else {
            return nil
        }
    }

    /// ` /quit`, `./quit`, `:quit`, `\quit`.
    private static func mistypedCommand(_ line: String) -> String? {
        let trimmed = line.drop { $0.isWhitespace }
        guard trimmed.startIndex > line.startIndex || trimmed.first.map("./:\\".contains) == true
        else { return nil }
        let word = trimmed.drop { "./:\\".contains($0) }.prefix { !$0.isWhitespace }
        guard word.startIndex > trimmed.startIndex, !word.isEmpty else { return nil }
        return Commands.named(String(word))?.name
    }

    /// Beginnings that services give their keys, so that they can be found.
    private static let prefixes = [
        "-----BEGIN", "ghp_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "sk-", "eyJ",
        "AGE-SECRET-KEY-",
    ]

    /// Whether one of the lines of a text is a password or a key.
    static func isSecret(_ text: some StringProtocol) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { self.isSecretLine($0) }
    }

    /// A known beginning, or one word of 8…128 characters of at least three kinds with a digit
    /// inside.
    private static func isSecretLine(_ line: some StringProtocol) -> Bool {
        let words = line.split(whereSeparator: \.isWhitespace)
        if words.contains(where: { word in self.prefixes.contains { word.hasPrefix($0) } }) {
            return true
        }
        guard words.count == 1, let word = words.first, (8...128).contains(word.count) else {
            return false
        }
        guard !word.contains("://"), !"#@".contains(word.first ?? " ") else { return false }
        let kinds = [
            word.contains(where: \.isLowercase), word.contains(where: \.isUppercase),
            word.contains { !$0.isLetter && !$0.isNumber && !".,!?…-_/".contains($0) },
        ]
        return word.contains(where: \.isNumber) && kinds.count { $0 } >= 2
    }
}
