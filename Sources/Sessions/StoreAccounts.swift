public import Rooms
public import Units

/// What a server keeps of a password: RFC 5802, section 3; the password itself is nowhere.
public struct SCRAMCredential: Sendable, Hashable {
    public var salt: [UInt8]
    public var iterations: Int
    public var storedKey: [UInt8]
    public var serverKey: [UInt8]

    public init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8]) {
        self.salt = salt
        self.iterations = iterations
        self.storedKey = storedKey
        self.serverKey = serverKey
    }
}

/// A resumption token, as the store keeps it: by its SHA-256, for one device.
public struct TokenRecord: Sendable, Hashable {
    public var digest: [UInt8]
    public var account: AccountName
    public var device: [UInt8]
    public var expires: Timestamp

    public init(digest: [UInt8], account: AccountName, device: [UInt8], expires: Timestamp) {
        self.digest = digest
        self.account = account
        self.device = device
        self.expires = expires
    }
}

/// An account that may log in, as the store has it.
public struct AccountRecord: Sendable, Hashable {
    public var name: AccountName
    public var credential: SCRAMCredential
    /// Whether a login with this password may do nothing but set another.
    public var mustChangePassword: Bool

    public init(
        name: AccountName, credential: SCRAMCredential, mustChangePassword: Bool = false
    ) {
        self.name = name
        self.credential = credential
        self.mustChangePassword = mustChangePassword
    }
}

/// What a login needs to know of its account for as long as it lasts.
public struct AccountProfile: Sendable, Hashable {
    public var kind: AccountKind
    /// Empty if people see the account's name instead.
    public var displayName: String
    /// The union of its groups' rights.
    public var rights: Rights

    public init(
        kind: AccountKind = .person, displayName: String = "", rights: Rights = .standard
    ) {
        self.kind = kind
        self.displayName = displayName
        self.rights = rights
    }
}

/// What an administrator has changed about an account while the server runs.
public struct AccountChange: Sendable, Hashable {
    public var name: AccountName
    /// As it is now; nil if the account may not log in any more.
    public var profile: AccountProfile?
    /// Whether every login up to here ends: by another password, or because the administrator says so.
    public var endsLogins: Bool
    /// Whether failed logins are forgotten.
    public var isUnlocked: Bool
    /// Whether it is gone for good.
    public var isRemoved: Bool

    public init(
        name: AccountName, profile: AccountProfile?, endsLogins: Bool = false,
        isUnlocked: Bool = false, isRemoved: Bool = false,
    ) {
        self.name = name
        self.profile = profile
        self.endsLogins = endsLogins
        self.isUnlocked = isUnlocked
        self.isRemoved = isRemoved
    }
}

/// Who is to own a chat, because the administrator says so.
public struct OwnerOrder: Sendable, Hashable {
    public var chat: ChatID
    public var account: AccountName

    public init(chat: ChatID, account: AccountName) {
        self.chat = chat
        self.account = account
    }
}

/// Failed logins of one name or from one source, as the store keeps them over a restart (L1.7).
public struct FailureCount: Sendable, Hashable {
    public enum Key: Sendable, Hashable {
        case name(AccountName)
        case source(String)
    }

    public var key: Key
    /// When the first of them was.
    public var since: Timestamp
    public var failures: Int
    /// The names that were tried from a source.
    public var names: Set<AccountName>

    public init(
        key: Key, since: Timestamp, failures: Int = 0, names: Set<AccountName> = []
    ) {
        self.key = key
        self.since = since
        self.failures = failures
        self.names = names
    }
}
