internal import Foundation
internal import Logging
internal import SecureSockets
internal import Units

/// Log lines on standard error, one write each, with nothing in them that a terminal would obey.
struct ServerLogHandler: LogHandler {
    let format: LogFormat
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(format: LogFormat) {
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let pairs = self.metadata.merging(event.metadata ?? [:]) { $1 }
            .map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        let line = LogLineText.line(
            self.format, time: Moment.now.timestamp, level: "\(event.level)",
            message: "\(event.message)",
            pairs: pairs)
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}

/// How a log line is written.
enum LogLineText {
    /// Scalars of one value; a name or a reason from outside is shorter.
    static let valueLengthMaximum = 256

    static func line(
        _ format: LogFormat, time: Timestamp, level: String, message: String,
        pairs: [(String, String)],
    ) -> String {
        let stamp = time.rfc3339
        switch format {
        case .text:
            let tail = pairs.map { " \($0.0)=\(self.quoted($0.1))" }.joined()
            return "\(stamp) \(level) \(self.clean(message))\(tail)"
        case .json:
            let fields = [("time", stamp), ("level", level), ("message", message)] + pairs
            return "{"
                + fields.map { "\(self.json($0.0)):\(self.json($0.1))" }.joined(separator: ",")
                + "}"
        }
    }

    /// A value as it is, or in quotes where it would run into its neighbours.
    private static func quoted(_ value: String) -> String {
        let text = self.clean(value)
        let isPlain = !text.isEmpty && text.allSatisfy { !" \"=".contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\\\"") + "\""
    }

    /// Shows what can't be seen: controls, line ends, direction marks and the like as `\u{…}`.
    static func clean(_ text: String) -> String {
        var clean = ""
        for scalar in text.unicodeScalars.prefix(self.valueLengthMaximum) {
            if self.isVisible(scalar), scalar != "\\" {
                clean.unicodeScalars.append(scalar)
            } else if scalar == "\\" {
                clean += "\\\\"
            } else {
                clean += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return text.unicodeScalars.count > self.valueLengthMaximum ? clean + "…" : clean
    }

    private static func json(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars.prefix(self.valueLengthMaximum) {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case _ where self.isVisible(scalar): json.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return json + "\""
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }
}
