internal import Console
internal import Foundation
internal import Units

/// Lines that were written, kept for the next run: a file of 0600, the newest last, one a row with
/// `\\n` for a line break in it.
struct LineHistory: Sendable {
    /// Lines that are kept; what a key goes back through is no more.
    static let countMaximum = 200
    /// Of the file; beyond it the older half goes. More would keep longer lines, and cost a start
    /// more reading; `PrivateFile` reads twice that.
    static let byteCountMaximum = 512 << 10

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
    ///
    /// - Throws: for a file that others can read, too: nothing is added to it.
    func append(_ line: String) throws(Failure) {
        try PrivateFile.makeDirectory((self.path as NSString).deletingLastPathComponent)
        let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(self.path, flags, 0o600)
        guard descriptor >= 0 else { throw self.failure }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw self.failure }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(.configuration, "\(self.path) can be read by others")
        }
        let row = Array((Self.row(of: line) + "\n").utf8)
        let length = Int(status.st_size)
        guard length + row.count > Self.byteCountMaximum else {
            let count = unsafe row.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count == row.count else { throw self.failure }
            return
        }
        let rest = try self.tail(of: descriptor, length: length) + row
        // A line that leaves no room for others is none to come back to.
        guard rest.count <= Self.byteCountMaximum else { return }
        try PrivateFile.write(rest, to: self.path)
    }

    /// The whole rows of the newer half of what may be kept.
    private func tail(of descriptor: Int32, length: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(length, Self.byteCountMaximum / 2))
        let start = length - bytes.count
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(start))
        }
        guard count == bytes.count else { throw self.failure }
        guard start > 0 else { return bytes }
        return Array(bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst())
    }

    private var failure: Failure { Failure(.inputOutput, "cannot write \(self.path)") }

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
