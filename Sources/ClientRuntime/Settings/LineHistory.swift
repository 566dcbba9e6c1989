internal import Console
internal import Foundation
internal import Units

/// Lines that were written, kept for the next run: a file of 0600, the newest last, one a row with
/// `\\n` for a line break in it.
struct LineHistory: Sendable {
    /// Lines that are kept; what a key goes back through is no more.
    static let countMaximum = 200

    let path: String

    init(_ path: String) {
        self.path = path
    }

    /// All of them; none where there is no file, or one that others can read.
    func read() -> [String] {
        // Nothing that the interface cannot do without.
        guard let bytes = try? PrivateFile.read(self.path) else { return [] }
        let rows = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n").map { Self.line(of: String($0)) }
        guard rows.count > 2 * Self.countMaximum else {
            return Array(rows.suffix(Self.countMaximum))
        }
        let kept = Array(rows.suffix(Self.countMaximum))
        let text = kept.map { Self.row(of: $0) + "\n" }.joined()
        // The longer one is as good.
        try? PrivateFile.write(Array(text.utf8), to: self.path)
        return kept
    }

    /// Adds one; rows of several programs stand behind each other.
    func append(_ line: String) throws(Failure) {
        try PrivateFile.makeDirectory((self.path as NSString).deletingLastPathComponent)
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(self.path, flags, 0o600)
        guard descriptor >= 0 else { throw Failure(.inputOutput, "cannot write \(self.path)") }
        defer { close(descriptor) }
        let row = Array((Self.row(of: line) + "\n").utf8)
        let count = unsafe row.withUnsafeBytes { bytes in
            unsafe write(descriptor, bytes.baseAddress, bytes.count)
        }
        guard count == row.count else { throw Failure(.inputOutput, "cannot write \(self.path)") }
    }

    private static func row(of line: String) -> String {
        line.replacing("\\", with: "\\\\").split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        ).joined(separator: "\\n")
    }

    private static func line(of row: String) -> String {
        var line = ""
        var isEscaped = false
        for character in row {
            if isEscaped {
                line.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                line.append(character)
            }
        }
        return line
    }
}
