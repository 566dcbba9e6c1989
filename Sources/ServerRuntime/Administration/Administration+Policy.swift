internal import Records
internal import Rooms
public import Units

extension Administration {
    /// Sets what new passwords must be; what is nil stays as it is.
    ///
    /// - Parameter classes: stable names; a single empty one for none.
    public func setPolicy(
        length: Int?, classes: [String], refusesName: Bool?
    ) throws(Failure) {
        var policy = try self.withDatabase { database throws(RecordsError) in
            try database.passwordPolicy()
        }
        if let length {
            guard PasswordPolicy.lengthMinimums.contains(length) else {
                let (first, last) = (
                    PasswordPolicy.lengthMinimums.lowerBound,
                    PasswordPolicy.lengthMinimums.upperBound
                )
                throw Failure(
                    .misused, "a password of at least \(length) characters can't be asked for",
                    hint: "use \(first) to \(last)")
            }
            policy.lengthMinimum = length
        }
        if !classes.isEmpty { policy.classes = try Self.classes(classes) }
        if let refusesName { policy.refusesName = refusesName }
        let newPolicy = policy
        try self.withDatabase { database throws(RecordsError) in
            try database.setPasswordPolicy(newPolicy)
        }
        self.print(newPolicy.sentence)
    }

    public func showPolicy() throws(Failure) {
        let policy = try self.withDatabase { database throws(RecordsError) in
            try database.passwordPolicy()
        }
        self.print(policy.sentence)
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
