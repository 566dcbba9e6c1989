internal import Canvas
internal import Foundation
internal import TOMLKit
internal import Units

/// A TOML file as flat entries, `table.key`, each with the line that it stands in.
struct TOMLFile: Sendable {
    /// Settings and themes are a few KiB.
    private static let byteCountMaximum = 1 << 20
    /// Tables inside tables; ours have one level, the parser allows a hundred.
    private static let depthMaximum = 8

    enum Value: Sendable, Equatable {
        case text(String)
        case boolean(Bool)
        case number(Int)
        case texts([String])
        /// Another array, a date, a fraction.
        case other
    }

    struct Entry: Sendable, Equatable {
        var value: Value
        var line: Int
    }

    let path: String
    private(set) var entries: [String: Entry] = [:]

    /// - Returns: nil if there is no such file.
    init?(_ path: String) throws(Failure) {
        guard let text = try Self.text(of: path) else { return nil }
        try self.init(path, text: text)
    }

    /// What stands in a file.
    ///
    /// - Returns: nil if there is no such file.
    /// - Throws: for one that can't be read, is too large, or is not UTF-8, as TOML has to be.
    static func text(of path: String) throws(Failure) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.noInput, "cannot read \(path)")
        }
        guard data.count <= Self.byteCountMaximum else {
            throw Failure(.configuration, "\(path) is larger than 1 MiB")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(.configuration, "\(path) is not UTF-8")
        }
        return text
    }

    init(_ path: String, text: String) throws(Failure) {
        self.path = path
        let lines = Self.lines(of: text)
        do {
            self.read(try TOMLTable(string: text), below: "", lines, depth: 0)
        } catch {
            let place = (error as? TOMLParseError).map { ":\($0.source.begin.line)" } ?? ""
            let reason = (error as? TOMLParseError)?.description ?? "\(error)"
            throw Failure(
                .configuration, "\(path)\(place): not TOML: \(Sanitized(remote: reason).text)")
        }
    }

    /// A place in this file, for before a message.
    func place(_ key: String) -> String {
        self.entries[key].map { "\(self.path):\($0.line)" } ?? self.path
    }

    private mutating func read(
        _ table: TOMLTable, below prefix: String, _ lines: [String: Int], depth: Int,
    ) {
        for name in table.keys {
            let key = prefix + name
            if let inner = table[name]?.table {
                guard depth < Self.depthMaximum else { continue }
                self.read(inner, below: key + ".", lines, depth: depth + 1)
                continue
            }
            let value: Value
            if let text = table[name]?.string {
                value = .text(text)
            } else if let isTrue = table[name]?.bool {
                value = .boolean(isTrue)
            } else if let number = table[name]?.int {
                value = .number(number)
            } else if let texts = Self.texts(table[name]?.array) {
                value = .texts(texts)
            } else {
                value = .other
            }
            self.entries[key] = Entry(value: value, line: lines[key] ?? lines[prefix] ?? 1)
        }
    }

    /// Nil unless all of an array is text.
    private static func texts(_ array: TOMLArray?) -> [String]? {
        guard let array else { return nil }
        let texts = array.compactMap(\.string)
        return texts.count == array.count ? texts : nil
    }

    /// The line of every key. The parser tells them for its own errors only.
    private static func lines(of text: String) -> [String: Int] {
        var lines: [String: Int] = [:]
        var table = ""
        let split = text.split(omittingEmptySubsequences: false, whereSeparator: Self.isLineBreak)
        for (index, line) in split.enumerated() {
            let line = line.drop { $0.isWhitespace }
            if line.hasPrefix("[") {
                table = Self.plain(line.drop { $0 == "[" }.prefix { $0 != "]" }) + "."
                if lines[table] == nil { lines[table] = index + 1 }
            } else if let end = Self.endOfKey(line) {
                let key = table + Self.plain(line[..<end])
                if lines[key] == nil { lines[key] = index + 1 }
            }
        }
        return lines
    }

    /// What ends a line of TOML (1.0, Spec); other line breaks of Unicode may stand in one.
    static func isLineBreak(_ character: Character) -> Bool {
        character == "\n" || character == "\r\n"
    }

    /// Where the `=` is, which a key in quotes may have inside.
    static func endOfKey(_ line: Substring) -> Substring.Index? {
        let end = Self.firstUnquoted(in: line) { $0 == "=" || $0 == "#" }
        return end.flatMap { line[$0] == "=" ? $0 : nil }
    }

    /// The first such character outside of quotes; between `"`, a `\\` takes the next one along.
    static func firstUnquoted(
        in line: Substring, where isWanted: (Character) -> Bool,
    ) -> Substring.Index? {
        var quote: Character?
        var isEscaped = false
        for index in line.indices {
            let character = line[index]
            if isEscaped {
                isEscaped = false
            } else if let open = quote {
                if character == open { quote = nil }
                isEscaped = character == "\\" && open == "\""
            } else if isWanted(character) {
                return index
            } else if character == "\"" || character == "'" {
                quote = character
            }
        }
        return nil
    }

    /// A key as `entries` has it: without quotes, and with dots between its parts.
    static func plain(_ key: Substring) -> String {
        guard key.contains(where: { $0 == "\"" || $0 == "'" }) else {
            return String(key.filter { !$0.isWhitespace })
        }
        // What is no key names nothing: reading the whole file tells.
        guard var table = try? TOMLTable(string: String(key) + " = 0") else { return String(key) }
        var names: [String] = []
        while let name = table.keys.first {
            names.append(name)
            guard let inner = table[name]?.table else { break }
            table = inner
        }
        return names.joined(separator: ".")
    }

    /// A basic string of TOML.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
