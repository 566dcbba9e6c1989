/// What a guest is shown as: one line that is not all white space.
public struct GuestName: Sendable, Hashable {
    /// Bytes of UTF-8. A thousand of them are part of one answer (1 MiB).
    public static let lengthMaximum = 64
    public let text: String

    /// - Throws: `.tooLong`.
    public init(_ text: String) throws(Denial) {
        guard text.utf8.count <= Self.lengthMaximum,
            text.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { throw Denial.tooLong(limit: "\(Self.lengthMaximum) bytes") }
        guard
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw Denial(.tooLong, "a name is one line, without control characters") }
        self.text = text
    }
}

extension AccountName {
    /// A guest's temporary name; with 40 random bits none is likely to be used twice.
    public static func guest(using random: inout some RandomNumberGenerator) -> AccountName {
        AccountName(trusted: self.guestPrefix + Token.letters(8, using: &random))
    }
}
