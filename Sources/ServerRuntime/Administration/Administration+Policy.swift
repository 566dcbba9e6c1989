internal import Records
internal import Rooms
public import Units

extension Administration {
    /// Prints what is set, one policy a line: name, value, what it is, what it can be.
    public func listPolicies() throws(Failure) {
        let policies = try self.policies()
        for policy in Policy.all {
            let fields = [policy.name, policy.value(in: policies), policy.help, policy.values]
            self.print(fields.joined(separator: "\t"))
        }
    }

    /// Prints the value of one policy.
    public func showPolicy(_ name: String) throws(Failure) {
        let policy = try Self.policy(name)
        self.print(policy.value(in: try self.policies()))
    }

    /// Sets a policy, and prints it as it is now.
    public func setPolicy(_ name: String, to value: String) throws(Failure) {
        let policy = try Self.policy(name)
        var trial = Policies()
        guard policy.set(value, in: &trial) else {
            throw Failure(
                .misused, "'\(value)' can't be the value of \(policy.name)",
                hint: "use \(policy.values)")
        }
        let policies = try self.withDatabase { database throws(RecordsError) in
            try database.keep(policy, asIn: trial)
        }
        self.print("\(policy.name)\t\(policy.value(in: policies))")
    }

    func policies() throws(Failure) -> Policies {
        try self.withDatabase { database throws(RecordsError) in try database.policies() }
    }

    private static func policy(_ name: String) throws(Failure) -> Policy {
        guard let policy = Policy.named(name) else {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw Failure(.misused, "'\(name)' is no policy", hint: "policies are \(known)")
        }
        return policy
    }
}
