internal import Units

/// Values of policies as they are typed and shown.
enum PolicyText {
    // MARK: Durations

    /// Units of time by their letters, the longest first, in seconds.
    private static let units: [(letter: Character, word: String, seconds: Int)] = [
        ("d", "day", 86_400), ("h", "hour", 3600), ("m", "minute", 60),
    ]
    /// Ten years: what is to last longer lasts for ever.
    private static let daysMaximum = 3650

    /// `30m`, `48h` or `7d`: a minute to ten years; nil for anything else.
    static func duration(_ text: String) -> Duration? {
        guard let unit = self.units.first(where: { $0.letter == text.last }),
            let number = Int(text.dropLast()),
            (1...self.daysMaximum * 86_400 / unit.seconds).contains(number)
        else { return nil }
        return .seconds(number * unit.seconds)
    }

    /// In the longest unit that leaves no rest.
    static func duration(_ duration: Duration) -> String {
        let (number, unit) = self.split(duration)
        return "\(number)\(unit.letter)"
    }

    static func window(_ window: Duration?) -> String {
        guard let window else { return "always" }
        return window == .zero ? "never" : self.duration(window)
    }

    /// `2 days`, for sentences.
    static func words(_ duration: Duration) -> String {
        let (number, unit) = self.split(duration)
        return "\(number) \(unit.word)\(number == 1 ? "" : "s")"
    }

    private static func split(
        _ duration: Duration
    ) -> (number: Int, unit: (letter: Character, word: String, seconds: Int)) {
        let seconds = Int(duration.seconds)
        let unit = self.units.first { seconds.isMultiple(of: $0.seconds) } ?? self.units[2]
        return (seconds / unit.seconds, unit)
    }

    // MARK: Sizes

    /// Letters of 2^10, 2^20 and so on bytes.
    private static let letters: [Character] = ["k", "m", "g", "t"]
    /// One unit of the smallest, sixteen of the largest: no disk of today holds more.
    private static let sizes: ClosedRange<UInt64> = 1 << 10...16 << 40

    /// `512K`, `100M` or `2G`; nil for anything else.
    static func size(_ text: String) -> UInt64? {
        guard let power = self.letters.firstIndex(where: { $0 == text.last }),
            let number = UInt64(text.dropLast())
        else { return nil }
        let (size, isTooMuch) = number.multipliedReportingOverflow(by: 1 << (10 * (power + 1)))
        return !isTooMuch && self.sizes.contains(size) ? size : nil
    }

    /// In the largest unit that leaves no rest.
    static func size(_ size: UInt64) -> String {
        let (number, power) = self.split(size)
        return "\(number)\(self.letters[power].uppercased())"
    }

    /// `100 MiB`, for sentences.
    static func words(_ size: UInt64) -> String {
        let (number, power) = self.split(size)
        return "\(number) \(self.letters[power].uppercased())iB"
    }

    private static func split(_ size: UInt64) -> (number: UInt64, power: Int) {
        let power = self.letters.indices.last { size.isMultiple(of: 1 << (10 * ($0 + 1))) } ?? 0
        return (size >> (10 * (power + 1)), power)
    }

    // MARK: Classes of characters

    /// `none`, or the names with commas between; nil if one is none.
    static func classes(_ text: String) -> Set<PasswordPolicy.CharacterClass>? {
        guard text != "none" else { return [] }
        var classes: Set<PasswordPolicy.CharacterClass> = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = PasswordPolicy.CharacterClass(rawValue: String(name)) else {
                return nil
            }
            classes.insert(kind)
        }
        return classes
    }

    static func classes(_ classes: Set<PasswordPolicy.CharacterClass>) -> String {
        let names = PasswordPolicy.CharacterClass.allCases.filter(classes.contains)
        return names.isEmpty ? "none" : names.map(\.rawValue).joined(separator: ",")
    }
}
