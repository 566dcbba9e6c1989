/// What somebody who misspelt a name most likely meant.
public enum Spelling {
    /// Letters of a name that are looked at; names are shorter, what is typed may be a paste.
    private static let letterMaximum = 64

    /// The name with the fewest letters to change, the first of several; nil if there are no names.
    public static func nearest(to word: String, among names: some Sequence<String>) -> String? {
        let word = Array(word.lowercased().prefix(self.letterMaximum))
        return names.min {
            self.distance(word, Array($0.prefix(self.letterMaximum)))
                < self.distance(word, Array($1.prefix(self.letterMaximum)))
        }
    }

    /// Letters to insert, delete, change or swap with the next: optimal string alignment.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                var best = min(rows[i][j + 1], row[j]) + 1
                best = min(best, rows[i][j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
