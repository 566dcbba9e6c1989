internal import GRDB
public import Rooms

/// What the administrator has set, beside accounts and groups: one row for each policy that is not
/// as it is by itself.
extension Database {
    public func policies() throws(RecordsError) -> Policies {
        try self.inspect { try $0.policies() }
    }

    /// Changes policies; a running server follows within a second.
    ///
    /// - Returns: what holds now.
    @discardableResult
    public func changePolicies(
        _ change: (inout Policies) -> Void
    ) throws(RecordsError) -> Policies {
        try self.administer { database in
            var policies = try database.policies()
            change(&policies)
            try database.keep(policies)
            return policies
        }
    }
}

extension GRDB.Database {
    /// A value that this version can't read is as if it were not set.
    func policies() throws -> Policies {
        var policies = Policies()
        for row in try Row.fetchAll(self, sql: "SELECT name, value FROM setting") {
            _ = Policy.named(row["name"] as String)?.set(row["value"], in: &policies)
        }
        return policies
    }

    fileprivate func keep(_ policies: Policies) throws {
        for policy in Policy.all {
            let value = policy.value(in: policies)
            if value == policy.value(in: Policies()) {
                try self.execute(
                    sql: "DELETE FROM setting WHERE name = ?", arguments: [policy.name])
            } else {
                try self.execute(
                    sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
                    arguments: [policy.name, value])
            }
        }
    }
}
