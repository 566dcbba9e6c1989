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
        guard !text.lowercased().unicodeScalars.contains(where: Self.standsForAnother) else {
            throw Denial(.tooLong, "a name has letters as they are typed, not in other shapes")
        }
        self.text = text
    }

    private init(trusted text: String) {
        self.text = text
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar == Self.emptyBraille
        }
    }

    /// A sign, but one without a dot.
    private static let emptyBraille: Unicode.Scalar = "\u{2800}"

    /// Full width, mathematical, in a circle: another small letter in everything but its looks
    /// (NFKC_Casefold, UAX #44).
    private static func standsForAnother(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.changesWhenNFKCCaseFolded && !["ß", "ς"].contains(scalar)
    }

    /// The same with a number behind it, shortened where it has to be: `Bob 2`.
    func numbered(_ number: Int) -> GuestName {
        let end = " \(number)"
        var start = self.text[...]
        while start.utf8.count + end.utf8.count > Self.lengthMaximum { start = start.dropLast() }
        return GuestName(trusted: start + end)
    }

    /// What `numbered` may have been called on, and with what; nil for a name that ends in none.
    fileprivate var unnumbered: (name: GuestName, number: Int)? {
        guard let gap = self.text.lastIndex(of: " "),
            let number = Int(self.text[self.text.index(after: gap)...]), number > 1,
            number <= GuestNames.countMaximum
        else { return nil }
        return (GuestName(trusted: String(self.text[..<gap])), number)
    }

    /// What is left of a name for an eye that reads it quickly, like `AccountName.skeleton`: case,
    /// spaces and signs count as nothing, and a letter that looks like a Latin one is that.
    var skeleton: String {
        var skeleton = ""
        let letters = self.text.unicodeScalars.map { Self.capitals[$0] ?? String($0) }.joined()
        for scalar in letters.lowercased().unicodeScalars {
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

    /// Greek capitals that are drawn like Latin ones, though their small letters are not.
    private static let capitals: [Unicode.Scalar: String] = [
        "\u{392}": "B", "\u{395}": "E", "\u{396}": "Z", "\u{397}": "H", "\u{399}": "I",
        "\u{39C}": "M", "\u{39D}": "N", "\u{3A5}": "Y",
    ]

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

/// What the guests of a conference are called, those included who have left, and those of other times
/// that it ran: what they said stays.
public struct GuestNames: Sendable, Hashable {
    /// Names kept. Fewer, and a long conference takes no more guests; more, and its memory grows.
    public static let countMaximum = 10_000
    private var names: [AccountName: Name] = [:]
    private var skeletons: Set<String> = []
    /// The last number behind a name, by its skeleton: where to go on looking.
    private var numbers: [String: Int] = [:]

    private struct Name: Hashable {
        var asked: String
        var number: Int
        var skeleton: String
    }

    public init() {}

    /// - Parameter former: names of those who were guests when the conference ran before.
    public init(former: some Sequence<GuestName>) {
        self.skeletons = Set(former.map(\.skeleton))
        for (asked, number) in former.compactMap(\.unnumbered) {
            let skeleton = asked.skeleton
            // Else it is a name that ends in a number by itself.
            guard self.skeletons.contains(skeleton) else { continue }
            self.numbers[skeleton] = max(number, self.numbers[skeleton] ?? 0)
        }
    }

    /// A name that nobody else here has or had, nor one that looks like it.
    ///
    /// - Throws: `.full`.
    public mutating func take(
        _ name: GuestName, for account: AccountName
    ) throws(Denial) -> GuestName {
        guard self.names.count < Self.countMaximum else { throw Denial(.full) }
        let asked = name.skeleton
        var number = self.numbers[asked] ?? 0
        var taken = name
        repeat {
            number += 1
            taken = number > 1 ? name.numbered(number) : name
        } while self.skeletons.contains(taken.skeleton)
        if self.numbers.count > Self.countMaximum { self.numbers = [:] }
        self.numbers[asked] = number
        let skeleton = taken.skeleton
        self.names[account] = Name(asked: asked, number: number, skeleton: skeleton)
        self.skeletons.insert(skeleton)
        return taken
    }

    /// Gives the name of a guest back who was never seen or heard.
    public mutating func release(_ account: AccountName) {
        guard let name = self.names.removeValue(forKey: account) else { return }
        self.skeletons.remove(name.skeleton)
        if self.numbers[name.asked] == name.number { self.numbers[name.asked] = name.number - 1 }
    }
}

extension AccountName {
    /// A guest's temporary name; with 40 random bits none is likely to be used twice.
    public static func guest(using random: inout some RandomNumberGenerator) -> AccountName {
        AccountName(trusted: self.guestPrefix + Token.letters(8, using: &random))
    }
}
