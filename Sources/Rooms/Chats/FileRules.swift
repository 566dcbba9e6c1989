/// A file's name: one component of a path, 1…255 bytes, without control characters, `/` and `\\`, and
/// neither `.` nor `..`.
public struct FileName: Sendable, Hashable {
    public static let lengthMaximum = 255
    public let text: String

    public init?(_ text: String) {
        guard (1...Self.lengthMaximum).contains(text.utf8.count), text != ".", text != ".." else {
            return nil
        }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar != "/" && scalar != "\\" && scalar.properties.generalCategory != .control
                && scalar.properties.generalCategory != .format
        }
        guard isClean else { return nil }
        self.text = text
    }

    /// What follows the last point, in lower case; empty if there is none.
    public var `extension`: String {
        guard let point = self.text.lastIndex(of: "."), point > self.text.startIndex else {
            return ""
        }
        return self.text[self.text.index(after: point)...].lowercased()
    }
}

/// What an administrator lets people send (L2.20, L10.3).
public struct FileLimits: Sendable, Hashable {
    /// Bytes of one file.
    public var sizeMaximum: UInt64 = 100 << 20
    /// Bytes of all files together.
    public var quota: UInt64 = 10 << 30
    public var types = FileTypes.all
    /// Uploads of one account that have begun and are not finished. More help nobody's throughput.
    public var unfinishedMaximum = 16
    /// How long an upload may take, with all its interruptions.
    public var uploadMaximum: Duration = .seconds(24 * 3600)

    public init() {}

    /// - Throws: `.fileTooBig`, `.typeNotAllowed`, with the limit.
    public func check(_ name: FileName, size: UInt64) throws(Denial) {
        guard size <= self.sizeMaximum else {
            let limit = PolicyText.words(self.sizeMaximum)
            throw Denial(.fileTooBig, "a file has at most \(limit) here")
        }
        guard self.types.allows(name.extension) else {
            let files = name.extension.isEmpty ? "without a type" : "of type '\(name.extension)'"
            throw Denial(.typeNotAllowed, "files \(files) are not allowed here")
        }
    }
}
