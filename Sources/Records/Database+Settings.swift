internal import GRDB
public import Rooms

/// What the administrator has set, beside accounts and groups: one row for each policy that is not
/// as it is by itself.
extension Database {
    public func policies() throws(RecordsError) -> Policies {
        try self.policyReading().policies
    }

    /// What holds, and which rows nobody can read.
    public func policyReading() throws(RecordsError) -> PolicyReading {
        try self.inspect { try $0.policyReading() }
    }

    /// Keeps one policy as it is in `policies`; a running server follows within a second.
    ///
    /// The rows of the others stay as they are, also those that only another version can read.
    ///
    /// - Returns: what holds now.
    @discardableResult
    public func keep(
        _ policy: Policy, asIn policies: Policies
    ) throws(RecordsError) -> Policies {
        try self.administer { database in
            try database.keep(policy, asIn: policies)
            return try database.policyReading().policies
        }
    }
}

/// What the administrator has set, as far as this version can read it.
public struct PolicyReading: Sendable, Hashable {
    public var policies: Policies
    /// Rows that are as if they were not there: `file-size huge`.
    public var unreadable: [String] = []

    public init(_ policies: Policies = Policies()) {
        self.policies = policies
    }
}

extension GRDB.Database {
    /// A value that this version can't read is as if it were not set, and spoils no other.
    func policyReading() throws -> PolicyReading {
        var reading = PolicyReading()
        for row in try Row.fetchAll(self, sql: "SELECT name, value FROM setting ORDER BY name") {
            let (name, value): (String, String) = (row["name"], row["value"])
            if Policy.named(name)?.set(value, in: &reading.policies) != true {
                reading.unreadable.append("\(name) \(value)")
            }
        }
        return reading
    }

    fileprivate func keep(_ policy: Policy, asIn policies: Policies) throws {
        let value = policy.value(in: policies)
        if value == policy.value(in: Policies()) {
            try self.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [policy.name])
        } else {
            try self.execute(
                sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
                arguments: [policy.name, value])
        }
    }
}
