/// How well letters that were typed fit a text that has them in this order.
///
/// Beginnings of words and runs of letters count for more, as in fzf; an early place counts for a
/// little.
enum Fuzzy {
    /// Letters of a text that are looked at: what is longer is a message, which begins with who.
    private static let lengthMaximum = 200

    /// Higher is better; nil if the text does not have the letters.
    static func score(_ pattern: String, in text: String) -> Int? {
        let wanted = pattern.lowercased().filter { !$0.isWhitespace }
        guard !wanted.isEmpty else { return 0 }
        var best: Int?
        let letters = Array(text.prefix(self.lengthMaximum).lowercased())
        // Greedy from every place where the first letter stands: short texts, short patterns.
        for start in letters.indices where letters[start] == wanted.first {
            guard let score = self.score(wanted, letters, from: start) else { break }
            best = max(best ?? score, score)
        }
        return best
    }

    private static func score(_ wanted: String, _ letters: [Character], from start: Int) -> Int? {
        var score = -min(start, 20)
        var index = start
        var previous: Int?
        for letter in wanted {
            guard let found = letters[index...].firstIndex(of: letter) else { return nil }
            let isRun = previous == found - 1
            let isBeginning =
                found == 0 || !letters[found - 1].isLetter && !letters[found - 1].isNumber
            score += isRun ? 16 : isBeginning ? 12 : 1
            if let previous { score -= min(found - previous - 1, 8) }
            previous = found
            index = found + 1
        }
        return score
    }

    /// The texts that fit, the best first; the order stays among those that fit alike.
    static func sorted<Item>(_ items: [Item], by pattern: String, text: (Item) -> String) -> [Item]
    {
        guard pattern.contains(where: { !$0.isWhitespace }) else { return items }
        let scored = items.enumerated().compactMap { place, item in
            self.score(pattern, in: text(item)).map { (item: item, score: $0, place: place) }
        }
        return scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.map(\.item)
    }
}
