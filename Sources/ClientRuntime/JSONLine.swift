internal import Units

/// One JSON object on one line (RFC 8259), or one inside of another, its names in the order they
/// were added.
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

    /// An object within a line.
    init() {}

    mutating func add(_ name: String, _ text: String) {
        self.fields.append("\(Self.quoted(name)):\(Self.quoted(text))")
    }

    mutating func add(_ name: String, _ number: some BinaryInteger) {
        self.fields.append("\(Self.quoted(name)):\(number)")
    }

    /// With one digit after the point; what is not known is null.
    mutating func add(_ name: String, _ number: Double?) {
        guard let number, number.isFinite, abs(number) < 1e15 else {
            return self.fields.append("\(Self.quoted(name)):null")
        }
        let tenths = Int64((number * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        self.fields.append(
            "\(Self.quoted(name)):\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)")
    }

    mutating func add(_ name: String, milliseconds duration: Duration?) {
        self.add(name, duration.map { $0.seconds * 1000 })
    }

    mutating func add(_ name: String, _ object: JSONLine?) {
        self.fields.append("\(Self.quoted(name)):\(object?.text ?? "null")")
    }

    mutating func add(_ name: String, _ objects: [JSONLine]) {
        let list = objects.map(\.text).joined(separator: ",")
        self.fields.append("\(Self.quoted(name)):[\(list)]")
    }

    mutating func add(_ name: String, _ isTrue: Bool) {
        self.fields.append("\(Self.quoted(name)):\(isTrue)")
    }

    mutating func add(_ name: String, _ numbers: [UInt32]) {
        let list = numbers.map(String.init).joined(separator: ",")
        self.fields.append("\(Self.quoted(name)):[\(list)]")
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
