/// Words that a message must have, all of them: the last one perhaps only begun.
struct SoughtWords {
    private let words: [String]
    /// What stands in the row of such a message, if each of its words is between spaces.
    private let parts: [[UInt8]]
    private static let space = UInt8(ascii: " ")

    /// Nil if nothing is left of them.
    init?(_ words: [String]) {
        self.words = words.flatMap { SearchIndex.words(in: $0) }
        guard let begun = self.words.last else { return nil }
        let whole = self.words.dropLast().map { [Self.space] + $0.utf8 + [Self.space] }
        self.parts = whole + [[Self.space] + begun.utf8]
    }

    /// What finds them in the index.
    func expression(in chats: [Int64]) -> String {
        // Only letters, digits and marks, so there is nothing to escape.
        chats.map { chat in
            let terms = self.words.map { "\"\(SearchIndex.prefix(of: chat))\($0)\"" }
            return "(" + terms.joined(separator: " AND ") + " *)"
        }.joined(separator: " OR ")
    }

    /// Whether the index would find them.
    func areIn(_ text: String) -> Bool {
        let row = [Self.space] + SearchIndex.row(text) + [Self.space]
        return self.parts.allSatisfy { part in
            row.indices.contains { row[$0...].starts(with: part) }
        }
    }
}
