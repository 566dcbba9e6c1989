/// One JSON object on one line (RFC 8259), its names in the order they were added.
///
/// Control and bidirectional characters are written as `\u` escapes, so that the line is safe to
/// show on a terminal and exact to read by a program.
struct JSONLine {
    private var fields: [String] = []

    /// Every line begins with the version of the format.
    init(type: String) {
        self.add("v", 1)
        self.add("type", type)
    }

    mutating func add(_ name: String, _ text: String) {
        self.fields.append("\(Self.quoted(name)):\(Self.quoted(text))")
    }

    mutating func add(_ name: String, _ number: some BinaryInteger) {
        self.fields.append("\(Self.quoted(name)):\(number)")
    }

    mutating func add(_ name: String, _ isTrue: Bool) {
        self.fields.append("\(Self.quoted(name)):\(isTrue)")
    }

    mutating func add(_ name: String, _ texts: [String]) {
        let list = texts.map(Self.quoted).joined(separator: ",")
        self.fields.append("\(Self.quoted(name)):[\(list)]")
    }

    var text: String { "{" + self.fields.joined(separator: ",") + "}" }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator:
                    for unit in String(scalar).utf16 { quoted += Self.escaped(unit) }
                default: quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func escaped(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
