internal import Canvas
internal import Console
internal import Foundation
internal import Interface
internal import Units

/// Writing what was set into a person's file, of which nothing else is changed.
extension SettingsFile {
    /// - Throws: what can't be read or written, and a file in which a line can't be changed without
    ///   changing more than that; then nothing is written.
    static func save(_ changes: SettingChanges, to path: String) throws(Failure) {
        // Not the link to it, which somebody's dot files may be.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let text = Self.text(try TOMLFile.text(of: place) ?? "", with: changes)
        let file = SettingsFile(place, try TOMLFile(place, text: text))
        guard file.problems.isEmpty, file.holds(changes) else {
            throw Failure(
                .configuration, "\(path) is written in a way that can't be changed line by line",
                hint: "nothing was changed; 'conclave config print' shows what stands there")
        }
        try PrivateFile.write(Array(text.utf8), to: place)
    }

    /// A file's text with changes: the line of each, or a new one at the end of its table.
    static func text(_ text: String, with changes: SettingChanges) -> String {
        var lines = TOMLLines(text)
        for name in Preferences.Name.allCases {
            guard let value = changes.preferences[name] else { continue }
            lines.set(name.rawValue, in: "", to: name.kind.toml(value))
        }
        for choice in changes.keys.sorted(by: { $0.key.description < $1.key.description }) {
            let table = choice.place.map { "keys." + $0.rawValue } ?? "keys"
            let deed = choice.deed?.text ?? Self.noAction
            lines.set(choice.key.description, in: table, to: TOMLFile.quoted(deed))
        }
        for (name, line) in changes.aliases.sorted(by: { $0.key < $1.key }) {
            lines.set(name, in: "aliases", to: line.map(TOMLFile.quoted))
        }
        return lines.text
    }

    /// Whether reading gives what was to be written.
    private func holds(_ changes: SettingChanges) -> Bool {
        changes.preferences.allSatisfy { self.values[$0.key.rawValue] == $0.value }
            && changes.keys.allSatisfy(self.keys.contains)
            && changes.aliases.allSatisfy { self.aliases[$0.key] == $0.value }
    }
}

/// A TOML file as lines, of which single ones are changed.
struct TOMLLines {
    /// Each without its end.
    private var lines: [String]
    /// Of the file's first line; a file has one kind.
    private let lineBreak: String

    init(_ text: String) {
        self.lineBreak = text.first(where: TOMLFile.isLineBreak).map(String.init) ?? "\n"
        self.lines = text.split(
            omittingEmptySubsequences: false, whereSeparator: TOMLFile.isLineBreak
        ).map(String.init)
        if self.lines.last?.isEmpty == true { self.lines.removeLast() }
    }

    var text: String { self.lines.map { $0 + self.lineBreak }.joined() }

    /// Sets one value, or takes its line away; a comment behind the value stays.
    ///
    /// - Parameter table: empty for what stands before all tables.
    mutating func set(_ key: String, in table: String, to value: String?) {
        let range = self.range(of: table)
        for index in range ?? 0..<0 {
            let line = self.lines[index][...]
            guard let end = TOMLFile.endOfKey(line), TOMLFile.plain(line[..<end]) == key else {
                continue
            }
            if let value {
                self.lines[index] = line[..<end] + "= " + value + Self.comment(of: line)
            } else {
                self.lines.remove(at: index)
            }
            return
        }
        guard let value else { return }
        let name = Self.isBare(key) ? key : TOMLFile.quoted(key)
        let line = name + " = " + value
        guard let range else {
            self.lines += (self.lines.isEmpty ? [] : [""]) + ["[\(table)]", line]
            return
        }
        let last = range.last { !self.lines[$0].allSatisfy(\.isWhitespace) }
        self.lines.insert(line, at: last.map { $0 + 1 } ?? range.lowerBound)
    }

    /// The lines of a table, without its head; nil if it is not there.
    private func range(of table: String) -> Range<Int>? {
        func isHead(_ line: String) -> Bool { line.drop { $0.isWhitespace }.hasPrefix("[") }
        var start = 0
        if !table.isEmpty {
            let head = self.lines.firstIndex {
                $0.filter { !$0.isWhitespace }.prefix { $0 != "#" } == "[\(table)]"
            }
            guard let head else { return nil }
            start = head + 1
        }
        return start..<(self.lines[start...].firstIndex(where: isHead) ?? self.lines.count)
    }

    /// What stands behind the value, with space before it; nothing if there is no comment.
    private static func comment(of line: Substring) -> String {
        TOMLFile.firstUnquoted(in: line) { $0 == "#" }.map { "  " + line[$0...] } ?? ""
    }

    private static func isBare(_ key: String) -> Bool {
        !key.isEmpty
            && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    }
}
