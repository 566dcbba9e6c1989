internal import GRDB
public import Rooms

/// What the administrator has set, beside accounts and groups.
extension Database {
    public func passwordPolicy() throws(RecordsError) -> PasswordPolicy {
        try self.inspect { database in
            var policy = PasswordPolicy()
            let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM setting")
            for row in rows {
                let value: String = row["value"]
                switch Setting(rawValue: row["name"]) {
                case .passwordLength: policy.lengthMinimum = Int(value) ?? policy.lengthMinimum
                case .passwordClasses:
                    policy.classes = Set(
                        value.split(separator: " ").compactMap { .init(rawValue: String($0)) })
                case .passwordRefusesName: policy.refusesName = value == "true"
                case nil: break
                }
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
}

/// Names in the table of settings.
private enum Setting: String {
    case passwordLength = "password-length"
    case passwordClasses = "password-classes"
    case passwordRefusesName = "password-refuses-name"
}

extension GRDB.Database {
    fileprivate func set(_ setting: Setting, _ value: String) throws {
        try self.execute(
            sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            arguments: [setting.rawValue, value])
    }
}
