/// The local part of `user@server`: what a person logs in with and others address.
///
/// 1…32 of `a…z`, `0…9`, `.`, `_`, `-`, beginning with a letter or digit. Nothing else exists, so no
/// name can be mistaken for another by case, look-alike letters or invisible characters (L1.2).
public struct AccountName: Sendable, Hashable, Comparable, CustomStringConvertible {
    public static let lengthMaximum = 32
    public let text: String

    /// Normalises (lower case) and checks; nil if no account can have this name.
    public init?(_ text: some StringProtocol) {
        let name = text.lowercased()
        let octets = Array(name.utf8)
        guard (1...Self.lengthMaximum).contains(octets.count) else { return nil }
        guard let first = octets.first, Self.isAlphanumeric(first) else { return nil }
        let others = Set("._-".utf8)
        guard octets.allSatisfy({ Self.isAlphanumeric($0) || others.contains($0) }) else {
            return nil
        }
        self.text = name
    }

    /// A name that no account can have, to look up in place of an impossible one: the work is the same.
    public static let nobody = AccountName(trusted: "-")

    init(trusted text: String) {
        self.text = text
    }

    public var description: String { self.text }

    public static func < (left: AccountName, right: AccountName) -> Bool {
        left.text < right.text
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}

/// Names a chat for ever. A private chat's follows from its two people, so there can be only one.
public struct ChatID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public static let lengthMaximum = 80
    public let text: String

    /// Nil unless 1…80 printable ASCII characters without space.
    public init?(_ text: String) {
        guard (1...Self.lengthMaximum).contains(text.utf8.count) else { return nil }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.text = text
    }

    private init(trusted text: String) {
        self.text = text
    }

    public static func privateChat(_ one: AccountName, _ other: AccountName) -> ChatID {
        ChatID(trusted: "private:\(min(one, other)):\(max(one, other))")
    }

    public static func group(using random: inout some RandomNumberGenerator) -> ChatID {
        ChatID(trusted: "group:" + Token.letters(16, using: &random))
    }

    public static func channel(using random: inout some RandomNumberGenerator) -> ChatID {
        ChatID(trusted: "channel:" + Token.letters(16, using: &random))
    }

    /// One's own notes.
    public static func favourites(of account: AccountName) -> ChatID {
        ChatID(trusted: "favourites:\(account)")
    }

    /// The chat of an unlinked conference.
    public static func meeting(_ conference: ConferenceID) -> ChatID {
        ChatID(trusted: self.meetingPrefix + conference.text)
    }

    private static let meetingPrefix = "meeting:"

    /// The conference whose own chat it is; nil for other chats.
    public var conference: ConferenceID? {
        self.text.hasPrefix(Self.meetingPrefix)
            ? ConferenceID(self.text.dropFirst(Self.meetingPrefix.count)) : nil
    }

    public var description: String { self.text }

    public static func < (left: ChatID, right: ChatID) -> Bool {
        left.text < right.text
    }
}

/// Names one conference; every escalation of a chat gets a new one (L2.2): `k7f2-mq9x-d3tv`.
public struct ConferenceID: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    /// Nil unless three groups of four letters or digits.
    public init?(_ text: some StringProtocol) {
        let groups = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard groups.count == 3 else { return nil }
        guard groups.allSatisfy({ $0.utf8.count == 4 && $0.allSatisfy(Token.alphabet.contains) })
        else { return nil }
        self.text = groups.joined(separator: "-")
    }

    /// 60 random bits: not to be guessed by trying.
    public init(using random: inout some RandomNumberGenerator) {
        let groups = (0..<3).map { _ in Token.letters(4, using: &random) }
        self.text = groups.joined(separator: "-")
    }

    public var description: String { self.text }
}

enum Token {
    /// 32 letters and digits without those that look alike (no `0`, `o`, `1`, `l`).
    static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

    static func letters(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
        String((0..<count).map { _ in self.alphabet[Int(random.next() >> 59)] })
    }
}
