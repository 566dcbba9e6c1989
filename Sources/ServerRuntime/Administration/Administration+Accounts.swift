public import Console
internal import Records
internal import Rooms
internal import SecureSockets
internal import Sessions
public import Units

/// What is to be written down about an account; what is nil or empty stays as it is.
public struct CardChange: Sendable {
    public var displayName: String?
    /// All of them; a single empty one for none.
    public var emails: [String]
    public var phones: [String]
    public var company: String?

    public init(
        displayName: String? = nil, emails: [String] = [], phones: [String] = [],
        company: String? = nil,
    ) {
        self.displayName = displayName
        self.emails = emails
        self.phones = phones
        self.company = company
    }

    func apply(to card: inout AccountCard) {
        if let displayName = self.displayName { card.displayName = displayName }
        if let company = self.company { card.company = company }
        if !self.emails.isEmpty { card.emails = self.emails == [""] ? [] : self.emails }
        if !self.phones.isEmpty { card.phones = self.phones == [""] ? [] : self.phones }
    }
}

extension Administration {
    public func addAccount(
        _ name: String, _ change: CardChange = CardChange(), isBot: Bool = false,
        groups: [String] = [], mustChangePassword: Bool = false, _ password: PasswordSource,
    ) throws(Failure) {
        let account = try Self.account(name)
        var names: [GroupName] = []
        for group in groups { names.append(try Self.group(group)) }
        var card = AccountCard()
        change.apply(to: &card)
        let credential = try self.credential(password, for: account)
        try self.withDatabase { database throws(RecordsError) in
            try database.addAccount(
                account, credential, kind: isBot ? .bot : .person, card: card, groups: names,
                mustChangePassword: mustChangePassword, at: Moment.now.timestamp)
        }
        self.print("added \(account)")
    }

    /// - Parameter mustChangePassword: At the next login; nil to leave it as it is.
    public func editAccount(
        _ name: String, _ change: CardChange, mustChangePassword: Bool? = nil
    ) throws(Failure) {
        let account = try Self.account(name)
        try self.withDatabase { database throws(RecordsError) in
            try database.editAccount(account) { change.apply(to: &$0) }
            if let mustChangePassword {
                try database.setMustChangePassword(mustChangePassword, of: account)
            }
        }
        self.print("changed \(account)")
    }

    public func setPassword(
        _ name: String, mustChange: Bool = false, _ password: PasswordSource
    ) throws(Failure) {
        let account = try Self.account(name)
        let credential = try self.credential(password, for: account)
        try self.withDatabase { database throws(RecordsError) in
            try database.setCredential(
                credential, of: account, mustChange: mustChange, at: Moment.now.timestamp)
        }
        self.print("changed the password of \(account)")
    }

    /// An account's data stay; it can't log in, and its connections are cut.
    public func setActive(_ isActive: Bool, _ name: String) throws(Failure) {
        let account = try Self.account(name)
        try self.withDatabase { database throws(RecordsError) in
            try database.setActive(isActive, account)
        }
        self.print("\(isActive ? "activated" : "deactivated") \(account)")
    }

    public func removeAccount(_ name: String) throws(Failure) {
        let account = try Self.account(name)
        try self.withDatabase { database throws(RecordsError) in
            try database.removeAccount(account)
        }
        self.print("removed \(account)")
    }

    /// Cuts an account's connections; it may log in again with its password.
    public func disconnect(_ name: String) throws(Failure) {
        let account = try Self.account(name)
        try self.withDatabase { database throws(RecordsError) in
            try database.endLogins(of: account)
        }
        self.print("disconnected \(account)")
    }

    /// Lets an account try again that has failed to log in too often.
    public func unlock(_ name: String) throws(Failure) {
        let account = try Self.account(name)
        try self.withDatabase { database throws(RecordsError) in try database.unlock(account) }
        self.print("unlocked \(account)")
    }

    /// Asks for a password and sees whether it may be one (L1.9).
    private func credential(
        _ source: PasswordSource, for account: AccountName
    ) throws(Failure) -> SCRAMCredential {
        let policy = try self.policies().passwords
        var password = try source.read(prompt: "Password for \(account): ")
        defer { for index in password.indices { password[index] = 0 } }
        let faults = policy.faults(of: password, for: account)
        guard faults.isEmpty else {
            let words = faults.map(\.description).joined(separator: ", ")
            throw Failure(
                .badData, "this password is not accepted: \(words)",
                hint: "see conclaved policy")
        }
        if source == .terminal {
            guard try source.read(prompt: "Once more: ") == password else {
                throw Failure(.badData, "the two passwords differ")
            }
        }
        return .make(password: password)
    }
}

extension SCRAMCredential {
    /// With a fresh salt.
    static func make(
        password: [UInt8], iterations: Int = SCRAMIterations.standard
    ) -> SCRAMCredential {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        return .make(
            password: password, salt: salt, iterations: iterations,
            primitives: .openSSL)
    }
}
