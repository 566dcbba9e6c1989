public import Units

/// What the administrator asks of a new password, and how old one may become (L1.9).
///
/// Passwords are bytes that are overwritten after use; a string of one could not be.
public struct PasswordPolicy: Sendable, Hashable {
    /// A kind of character; the raw value is the stable name.
    public enum CharacterClass: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
        case digit
        case lower
        case upper
        /// Whatever is no digit and no letter.
        case special

        public var description: String { self.rawValue }

        init?(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .decimalNumber: self = .digit
            case .lowercaseLetter: self = .lower
            case .uppercaseLetter, .titlecaseLetter: self = .upper
            // Of scripts without cases.
            case .otherLetter, .modifierLetter: return nil
            default: self = .special
            }
        }
    }

    /// Why a password is not taken, in the order of its telling.
    public enum Fault: Sendable, Hashable, CustomStringConvertible {
        case tooShort(lengthMinimum: Int)
        case missing(CharacterClass)
        case containsName

        public var description: String {
            switch self {
            case .tooShort(let minimum): "it has fewer than \(minimum) characters"
            case .missing(.digit): "it has no digit"
            case .missing(.lower): "it has no lower-case letter"
            case .missing(.upper): "it has no upper-case letter"
            case .missing(.special): "it has nothing but letters and digits"
            case .containsName: "it contains the account's name"
            }
        }
    }

    /// Code points that can be asked for; more than 64 nobody types.
    public static let lengthMinimums = 1...64

    /// In code points. NIST SP 800-63B, section 5.1.1.2, asks for 8 at least; L1.9 for 10.
    public var lengthMinimum: Int
    /// None by default: length does more, and the same section advises against them.
    public var classes: Set<CharacterClass>
    public var refusesName: Bool
    /// A person's older password has to be changed at the next login; nil for never, the default:
    /// NIST SP 800-63B, section 5.1.1.2, advises against it. A program's does not grow old.
    public var ageMaximum: Duration?

    public init(
        lengthMinimum: Int = 10, classes: Set<CharacterClass> = [], refusesName: Bool = true,
        ageMaximum: Duration? = nil,
    ) {
        self.ageMaximum = ageMaximum
        self.lengthMinimum = lengthMinimum
        self.classes = classes
        self.refusesName = refusesName
    }

    /// Passwords that were set before are too old; nil if none is.
    public func oldest(at now: Timestamp) -> Timestamp? { self.ageMaximum.map { now - $0 } }

    /// What is wrong with a password; empty if it can be taken.
    ///
    /// - Parameter password: UTF-8; what is none counts as special characters.
    public func faults(of password: [UInt8], for account: AccountName) -> [Fault] {
        var found: Set<CharacterClass> = []
        var length = 0
        var decoder = UTF8()
        var octets = password.makeIterator()
        reading: while true {
            switch decoder.decode(&octets) {
            case .scalarValue(let scalar):
                length += 1
                if let kind = CharacterClass(scalar) { found.insert(kind) }
            case .error:
                length += 1
                found.insert(.special)
            case .emptyInput: break reading
            }
        }
        var faults: [Fault] = []
        if length < self.lengthMinimum {
            faults.append(.tooShort(lengthMinimum: self.lengthMinimum))
        }
        for kind in CharacterClass.allCases where self.classes.contains(kind) {
            if !found.contains(kind) { faults.append(.missing(kind)) }
        }
        if self.refusesName, Self.contains(account, in: password) { faults.append(.containsName) }
        return faults
    }

    /// In either case of letters.
    private static func contains(_ account: AccountName, in password: [UInt8]) -> Bool {
        let name = Array(account.text.utf8)
        return password.indices.contains { start in
            let rest = password[start...]
            return rest.count >= name.count
                && zip(name, rest).allSatisfy { $0 == ($1 &- 0x41 < 26 ? $1 | 0x20 : $1) }
        }
    }
}
