/// What the administrator has set for the whole server; it holds from the moment it is set.
public struct Policies: Sendable, Hashable {
    /// Of new passwords.
    public var passwords = PasswordPolicy()
    /// Of failed logins.
    public var lockout = LockoutPolicy()
    public var chats = ChatLimits()
    public var files = FileLimits()

    public init() {}
}
