internal import Records
internal import Rooms
public import Units

extension Administration {
    /// - Parameter rights: by their stable names.
    public func addGroup(_ name: String, rights: [String]) throws(Failure) {
        let (group, rights) = (try Self.group(name), try Self.rights(rights))
        try self.withDatabase { database throws(RecordsError) in
            try database.addGroup(group, rights: rights)
        }
        self.print("added group \(group)")
    }

    public func renameGroup(_ name: String, to newName: String) throws(Failure) {
        let (group, newGroup) = (try Self.group(name), try Self.group(newName))
        try self.withDatabase { database throws(RecordsError) in
            try database.renameGroup(group, to: newGroup)
        }
        self.print("renamed group \(group) to \(newGroup)")
    }

    public func removeGroup(_ name: String) throws(Failure) {
        let group = try Self.group(name)
        try self.withDatabase { database throws(RecordsError) in
            try database.removeGroup(group)
        }
        self.print("removed group \(group)")
    }

    /// Changes who is in a group and prints who is in it now, one a line.
    public func changeMembers(
        of name: String, add added: [String], remove removed: [String]
    ) throws(Failure) {
        let group = try Self.group(name)
        var (comers, leavers): ([AccountName], [AccountName]) = ([], [])
        for account in added { comers.append(try Self.account(account)) }
        for account in removed { leavers.append(try Self.account(account)) }
        let members = try self.withDatabase { database throws(RecordsError) in
            try database.changeMembers(of: group, add: comers, remove: leavers)
        }
        for member in members { self.print(member.text) }
    }

    /// Changes what a group may and prints its rights now, one a line.
    public func changeRights(
        of name: String, allow allowed: [String], deny denied: [String]
    ) throws(Failure) {
        let group = try Self.group(name)
        let (given, taken) = (try Self.rights(allowed), try Self.rights(denied))
        let rights = try self.withDatabase { database throws(RecordsError) in
            try database.changeRights(of: group, add: given, remove: taken)
        }
        for right in rights.list { self.print("\(right)") }
    }

    /// Changes whom a group's members find and prints the groups that these are in now, one a line.
    public func changeView(
        of name: String, add added: [String], remove removed: [String]
    ) throws(Failure) {
        let group = try Self.group(name)
        var (comers, leavers): ([GroupName], [GroupName]) = ([], [])
        for other in added { comers.append(try Self.group(other)) }
        for other in removed { leavers.append(try Self.group(other)) }
        let seen = try self.withDatabase { database throws(RecordsError) in
            try database.changeView(of: group, add: comers, remove: leavers)
        }
        for other in seen { self.print(other.text) }
    }

    /// One group a line: name, number of members, rights.
    public func listGroups() throws(Failure) {
        let groups = try self.withDatabase { database throws(RecordsError) in
            try database.groups()
        }
        for group in groups {
            let rights = group.rights.list.map(\.description).joined(separator: ", ")
            self.print("\(group.name)\t\(group.memberCount)\t\(rights)")
        }
    }

    private static func rights(_ names: [String]) throws(Failure) -> Rights {
        var rights: Rights = []
        for name in names {
            guard let right = Right(rawValue: name) else {
                let known = Right.allCases.map(\.description).joined(separator: ", ")
                throw Failure(.misused, "'\(name)' is no right", hint: "rights are \(known)")
            }
            rights.insert(Rights(right))
        }
        return rights
    }
}
