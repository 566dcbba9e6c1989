/// When failed logins lock an account, and for how long (L1.7).
public struct LockoutPolicy: Sendable, Hashable {
    /// One for who never mistypes; a hundred in a window are still too few to guess by.
    public static let failureLimits = 1...100
    /// Minutes: up to a day; longer is the administrator's business (deactivate).
    public static let windows = 1...1440

    /// Passwords checked for one name in a window; a person mistypes less often.
    public var failuresMaximum: Int
    /// From the first failure on, for which a lock lasts, too.
    public var windowMinutes: Int

    public init(failuresMaximum: Int = 10, windowMinutes: Int = 15) {
        self.failuresMaximum = failuresMaximum
        self.windowMinutes = windowMinutes
    }
}
