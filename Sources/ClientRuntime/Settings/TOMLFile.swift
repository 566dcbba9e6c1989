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
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.noInput, "cannot read \(path)")
        }
        guard data.count <= Self.byteCountMaximum else {
            throw Failure(.configuration, "\(path) is larger than 1 MiB")
        }
        try self.init(path, text: String(decoding: data, as: UTF8.self))
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
        let split = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
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

    /// Where the `=` is, which a key in quotes may have inside.
    static func endOfKey(_ line: Substring) -> Substring.Index? {
        var quote: Character?
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "#" {
                return nil
            } else if character == "=" {
                return index
            }
        }
        return nil
    }

    static func plain(_ key: Substring) -> String {
        String(key.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
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
