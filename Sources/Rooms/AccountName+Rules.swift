/// Which names an administrator may give.
extension AccountName {
    /// What a guest's temporary name begins with, so that no account is taken for a guest.
    public static let guestPrefix = "guest."

    public var isReserved: Bool { self.text.hasPrefix(Self.guestPrefix) }

    /// What is left of a name for an eye that reads it quickly: two names with the same skeleton can
    /// be mistaken for each other (L1.2).
    ///
    /// After UTS #39, section 4, for the few characters that names have: `0` looks like `o`, `1` like
    /// `l`, `m` like `rn`; beyond it, `.`, `_` and `-` count as nothing.
    public var skeleton: String {
        self.text.reduce(into: "") { skeleton, character in
            switch character {
            case ".", "_", "-": break
            case "0": skeleton += "o"
            case "1": skeleton += "l"
            case "m": skeleton += "rn"
            default: skeleton.append(character)
            }
        }
    }
}

/// Names a group of accounts; made like an account's name.
public struct GroupName: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// All accounts are in it; it can't be removed or renamed, but its rights can be changed.
    public static let everyone = GroupName(trusted: "everyone")

    /// Normalises (lower case) and checks; nil if no group can have this name.
    public init?(_ text: some StringProtocol) {
        guard let name = AccountName(text) else { return nil }
        self.text = name.text
    }

    private init(trusted text: String) {
        self.text = text
    }

    public var description: String { self.text }

    public static func < (left: GroupName, right: GroupName) -> Bool {
        left.text < right.text
    }
}
