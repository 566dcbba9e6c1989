internal import Foundation

/// How texts become the words of the search index, and questions become its expressions.
///
/// A word is indexed together with its chat: `17xhello`. So a search touches what was said in one's
/// own chats and nothing else: neither its cost nor its time tell of the others'.
enum SearchIndex {
    static func words(in text: String) -> [String] {
        self.row(text).split(separator: UInt8(ascii: " "))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// A message's row.
    static func row(_ text: String, in chat: Int64) -> String {
        String(decoding: self.row(text, eachAfter: self.prefix(of: chat)), as: UTF8.self)
    }

    /// Words without case and accents (NFD without its combining diacritical marks): letters, digits,
    /// and the marks that belong to them. Everything else separates, and is one space.
    ///
    /// One pass, because it is done for every message while others wait for its commit.
    static func row(_ text: String, eachAfter prefix: String = "") -> [UInt8] {
        let plain =
            text.utf8.allSatisfy { $0 < 0x80 }
            ? text : text.decomposedStringWithCanonicalMapping
        var row: [UInt8] = []
        var isInWord = false
        for scalar in plain.lowercased().unicodeScalars {
            guard self.isPartOfWord(scalar) else {
                isInWord = false
                continue
            }
            if self.isAccent(scalar) { continue }
            if !isInWord {
                if !row.isEmpty { row.append(UInt8(ascii: " ")) }
                row.append(contentsOf: prefix.utf8)
                isInWord = true
            }
            if scalar.isASCII {
                row.append(UInt8(ascii: scalar))
            } else {
                // At the end of a word, sigma has a lower case of its own.
                row.append(contentsOf: String(scalar == "ς" ? "σ" : scalar).utf8)
            }
        }
        return row
    }

    /// A chat's number ends with the first `x`.
    static func prefix(of chat: Int64) -> String { "\(chat)x" }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return (0x30...0x39).contains(scalar.value) || (0x61...0x7A).contains(scalar.value)
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber, .privateUse:
            return true
        default: return scalar.properties.isAlphabetic
        }
    }

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        (0x300...0x36F).contains(scalar.value)
    }
}

/// What a transaction has for the search index, until everything else is done.
///
/// The index writes what it has gathered whenever a savepoint is set, and every command has one of its
/// own. Told of all messages behind the last of them, it costs a third (35 µs of 104 a message).
struct SearchJournal {
    enum Entry {
        case add(Int64, row: String)
        case remove(Int64, row: String)
    }

    private(set) var entries: [Entry] = []

    mutating func add(_ message: Int64, _ text: String, in chat: Int64) {
        self.entries.append(.add(message, row: SearchIndex.row(text, in: chat)))
    }

    /// - Parameter text: what it was indexed with: the index keeps no texts.
    mutating func remove(_ message: Int64, _ text: String, in chat: Int64) {
        self.entries.append(.remove(message, row: SearchIndex.row(text, in: chat)))
    }

    /// Forgets what came after there were so many: it was undone.
    mutating func rewind(to count: Int) {
        self.entries.removeLast(self.entries.count - count)
    }
}
