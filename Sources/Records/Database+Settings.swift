internal import GRDB
public import Rooms

/// What the administrator has set, beside accounts and groups.
extension Database {
    public func passwordPolicy() throws(RecordsError) -> PasswordPolicy {
        try self.inspect { database in
            var policy = PasswordPolicy()
            if let length = try database.number(.passwordLength) { policy.lengthMinimum = length }
            if let classes = try database.value(.passwordClasses) {
                policy.classes = Set(
                    classes.split(separator: " ").compactMap { .init(rawValue: String($0)) })
            }
            if let refuses = try database.value(.passwordRefusesName) {
                policy.refusesName = refuses == "true"
            }
            return policy
        }
    }

    public func setPasswordPolicy(_ policy: PasswordPolicy) throws(RecordsError) {
        let classes = policy.classes.map(\.rawValue).sorted().joined(separator: " ")
        try self.administer { database in
            try database.set(.passwordLength, "\(policy.lengthMinimum)")
            try database.set(.passwordClasses, classes)
            try database.set(.passwordRefusesName, "\(policy.refusesName)")
        }
    }

    public func lockoutPolicy() throws(RecordsError) -> LockoutPolicy {
        try self.inspect { try $0.lockoutPolicy() }
    }

    /// Counts from the next start of the server on.
    public func setLockoutPolicy(_ policy: LockoutPolicy) throws(RecordsError) {
        try self.administer { database in
            try database.set(.loginFailures, "\(policy.failuresMaximum)")
            try database.set(.loginWindow, "\(policy.windowMinutes)")
        }
    }
}

/// Names in the table of settings.
private enum Setting: String {
    case passwordLength = "password-length"
    case passwordClasses = "password-classes"
    case passwordRefusesName = "password-refuses-name"
    case loginFailures = "login-failures"
    /// In minutes.
    case loginWindow = "login-window"
}

extension GRDB.Database {
    func lockoutPolicy() throws -> LockoutPolicy {
        let standard = LockoutPolicy()
        return LockoutPolicy(
            failuresMaximum: try self.number(.loginFailures) ?? standard.failuresMaximum,
            windowMinutes: try self.number(.loginWindow) ?? standard.windowMinutes)
    }

    fileprivate func set(_ setting: Setting, _ value: String) throws {
        try self.execute(
            sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            arguments: [setting.rawValue, value])
    }

    fileprivate func value(_ setting: Setting) throws -> String? {
        try String.fetchOne(
            self, sql: "SELECT value FROM setting WHERE name = ?", arguments: [setting.rawValue])
    }

    fileprivate func number(_ setting: Setting) throws -> Int? {
        try self.value(setting).flatMap { Int($0) }
    }
}
