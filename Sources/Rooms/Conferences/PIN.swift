/// The digits that a conference asks entrants for (L1.24).
///
/// **It is never printed**: not by interpolation, not by a debugger's dump of what contains it. Only
/// `digits` has them, for the database and for those who may see the conference's settings.
public struct PIN: Sendable, Hashable {
    /// Shorter is guessed by 2000 sources at once, longer is not typed by anybody.
    public static let lengths = 4...10
    /// A million, against five tries.
    public static let generatedLength = 6

    public let digits: String

    /// - Throws: `.tooLong`, without the digits.
    public init(_ digits: some StringProtocol) throws(Denial) {
        let numerals = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard Self.lengths.contains(digits.utf8.count),
            digits.utf8.allSatisfy({ numerals.contains($0) })
        else {
            throw Denial(
                .tooLong,
                "a PIN has \(Self.lengths.lowerBound) to \(Self.lengths.upperBound) digits")
        }
        self.digits = String(digits)
    }

    public init(using random: inout some RandomNumberGenerator) {
        self.digits = String(
            (0..<Self.generatedLength).map { _ in
                Character(String(Int.random(in: 0...9, using: &random)))
            })
    }
}

extension PIN: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "PIN" }
    public var debugDescription: String { "PIN" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
