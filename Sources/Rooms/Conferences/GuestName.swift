/// What a guest is shown as: one line that is not all white space, without anything invisible.
public struct GuestName: Sendable, Hashable {
    /// Bytes of UTF-8. A thousand of them are part of one answer (1 MiB).
    public static let lengthMaximum = 64
    public let text: String

    /// - Throws: `.tooLong`.
    public init(_ text: String) throws(Denial) {
        guard text.utf8.count <= Self.lengthMaximum,
            text.unicodeScalars.contains(where: { !$0.properties.isWhitespace })
        else { throw Denial.tooLong(limit: "\(Self.lengthMaximum) bytes") }
        guard !text.unicodeScalars.contains(where: Self.isInvisible) else {
            throw Denial(.tooLong, "a name is one line, without invisible characters")
        }
        self.text = text
    }

    private init(trusted text: String) {
        self.text = text
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// The same with a number behind it, shortened where it has to be: `Bob 2`.
    func numbered(_ number: Int) -> GuestName {
        let end = " \(number)"
        var start = self.text[...]
        while start.utf8.count + end.utf8.count > Self.lengthMaximum { start = start.dropLast() }
        return GuestName(trusted: start + end)
    }

    /// What is left of a name for an eye that reads it quickly, like `AccountName.skeleton`: case,
    /// spaces and signs count as nothing, and a letter that looks like a Latin one is that.
    var skeleton: String {
        var skeleton = ""
        for scalar in self.text.lowercased().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber,
                .otherNumber, .otherSymbol:
                skeleton += Self.lookAlikes[scalar] ?? String(scalar)
            default: break
            }
        }
        // Of a name that is nothing but signs, these are all there is.
        return skeleton.isEmpty ? self.text : skeleton
    }

    /// Small letters and digits that are drawn like Latin letters: those of UTS #39's confusables
    /// that keyboards have.
    private static let lookAlikes: [Unicode.Scalar: String] = [
        "0": "o", "1": "l", "m": "rn", "i": "l", "\u{131}": "l", "\u{456}": "l", "\u{3B9}": "l",
        "\u{430}": "a", "\u{3B1}": "a", "\u{441}": "c", "\u{501}": "d", "\u{435}": "e",
        "\u{4BB}": "h", "\u{458}": "j", "\u{43A}": "k", "\u{3BA}": "k", "\u{43C}": "rn",
        "\u{43E}": "o", "\u{3BF}": "o", "\u{440}": "p", "\u{3C1}": "p", "\u{455}": "s",
        "\u{442}": "t", "\u{3C4}": "t", "\u{3C5}": "u", "\u{3BD}": "v", "\u{475}": "v",
        "\u{51D}": "w", "\u{445}": "x", "\u{3C7}": "x", "\u{443}": "y", "\u{3B3}": "y",
        "\u{432}": "b", "\u{43D}": "h",
    ]
}

/// What the guests of one conference are called, those included who have left: what they said stays.
public struct GuestNames: Sendable, Hashable {
    /// Names kept. Fewer, and a long conference takes no more guests; more, and its memory grows.
    public static let countMaximum = 10_000
    /// How many were called alike, by skeleton.
    private var counts: [String: Int] = [:]

    public init() {}

    /// A name that nobody else here has or had, nor one that looks like it.
    ///
    /// - Throws: `.full`.
    public mutating func take(_ name: GuestName) throws(Denial) -> GuestName {
        guard self.counts.count < Self.countMaximum else { throw Denial(.full) }
        var number = self.counts[name.skeleton] ?? 0
        var taken = name
        repeat {
            number += 1
            if number > 1 { taken = name.numbered(number) }
        } while self.counts[taken.skeleton] != nil
        self.counts[name.skeleton] = number
        self.counts[taken.skeleton] = self.counts[taken.skeleton] ?? 1
        return taken
    }
}

extension AccountName {
    /// A guest's temporary name; with 40 random bits none is likely to be used twice.
    public static func guest(using random: inout some RandomNumberGenerator) -> AccountName {
        AccountName(trusted: self.guestPrefix + Token.letters(8, using: &random))
    }
}
