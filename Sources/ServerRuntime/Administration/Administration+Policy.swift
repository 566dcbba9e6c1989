internal import Records
internal import Rooms
public import Units

/// What is to be changed of what the administrator asks of logins; what is nil or empty stays.
public struct PolicyChange: Sendable {
    /// Characters of a password at least.
    public var length: Int?
    /// Stable names; a single empty one for none.
    public var classes: [String]
    public var allowsName: Bool?
    public var failures: Int?
    public var minutes: Int?

    public init(
        length: Int? = nil, classes: [String] = [], allowsName: Bool? = nil, failures: Int? = nil,
        minutes: Int? = nil,
    ) {
        self.length = length
        self.classes = classes
        self.allowsName = allowsName
        self.failures = failures
        self.minutes = minutes
    }
}

extension Administration {
    /// Changes what new passwords must be and when failed logins lock an account, and prints both.
    public func setPolicy(_ change: PolicyChange) throws(Failure) {
        var (passwords, lockout) = try self.policies()
        if let length = change.length {
            passwords.lengthMinimum = try Self.checked(
                length, PasswordPolicy.lengthMinimums, "characters of a password")
        }
        if !change.classes.isEmpty { passwords.classes = try Self.classes(change.classes) }
        if let allowsName = change.allowsName { passwords.refusesName = !allowsName }
        if let failures = change.failures {
            lockout.failuresMaximum = try Self.checked(
                failures, LockoutPolicy.failureLimits, "failed logins")
        }
        if let minutes = change.minutes {
            lockout.windowMinutes = try Self.checked(minutes, LockoutPolicy.windows, "minutes")
        }
        let (newPasswords, newLockout) = (passwords, lockout)
        try self.withDatabase { database throws(RecordsError) in
            try database.setPasswordPolicy(newPasswords)
            try database.setLockoutPolicy(newLockout)
        }
        try self.showPolicy()
    }

    public func showPolicy() throws(Failure) {
        let (passwords, lockout) = try self.policies()
        self.print(passwords.sentence)
        self.print(lockout.sentence)
    }

    private func policies() throws(Failure) -> (PasswordPolicy, LockoutPolicy) {
        try self.withDatabase { database throws(RecordsError) in
            (try database.passwordPolicy(), try database.lockoutPolicy())
        }
    }

    private static func checked(
        _ number: Int, _ range: ClosedRange<Int>, _ what: String
    ) throws(Failure) -> Int {
        guard range.contains(number) else {
            throw Failure(
                .misused, "\(number) \(what) can't be asked for",
                hint: "use \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func classes(
        _ names: [String]
    ) throws(Failure) -> Set<PasswordPolicy.CharacterClass> {
        var classes: Set<PasswordPolicy.CharacterClass> = []
        for name in names where names != [""] {
            guard let kind = PasswordPolicy.CharacterClass(rawValue: name) else {
                let known = PasswordPolicy.CharacterClass.allCases.map(\.description)
                    .joined(separator: ", ")
                throw Failure(
                    .misused, "'\(name)' is no class of characters", hint: "classes are \(known)")
            }
            classes.insert(kind)
        }
        return classes
    }
}

extension PasswordPolicy {
    /// `new passwords: at least 10 characters, with a digit, without the account's name`.
    var sentence: String {
        let needs = CharacterClass.allCases.filter(self.classes.contains).map { kind in
            switch kind {
            case .digit: ", with a digit"
            case .lower: ", with a lower-case letter"
            case .upper: ", with an upper-case letter"
            case .special: ", with something but letters and digits"
            }
        }
        return "new passwords: at least \(self.lengthMinimum) characters" + needs.joined()
            + (self.refusesName ? ", without the account's name" : "")
    }
}

extension LockoutPolicy {
    /// `failed logins: 10 in 15 minutes lock an account for the rest of them`.
    var sentence: String {
        "failed logins: \(self.failuresMaximum) in \(self.windowMinutes) minutes lock an account for the rest of them"
    }
}
