import Records
import Rooms
import Sessions
import Testing
import Units

struct GroupTests {
    let files: TestDatabase
    var database: Database { self.files.database }
    let ada: AccountName
    let bob: AccountName
    let staff: GroupName
    let film: GroupName

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        self.staff = try #require(GroupName("Staff"))
        self.film = try #require(GroupName("film"))
        for name in [self.ada, self.bob] {
            try self.files.database.addAccount(
                name, AccountTests.credential(1), at: AccountTests.time)
        }
    }

    /// Each account's rights as a running server sees them change by some work.
    private func rights(after work: () throws -> Void) throws -> [AccountName: Rights] {
        let before = try self.database.newestAccountChange()
        try work()
        let changes = try self.database.accountsChanged(after: before)?.changes ?? []
        #expect(changes.allSatisfy { !$0.endsLogins && !$0.isUnlocked })
        return Dictionary(uniqueKeysWithValues: changes.map { ($0.name, $0.profile?.rights ?? []) })
    }

    /// As the last step of a login tells them.
    private func rightsAtLogin(_ name: AccountName) -> Rights? {
        let replies = self.database.perform([
            .saveToken(
                digest: Array(name.text.utf8), account: name, device: [1],
                expires: Timestamp(milliseconds: 5000))
        ])
        guard case .profile(let profile)? = replies.first else { return nil }
        return profile?.rights
    }

    @Test func everybodyHasTheStandardRights() throws {
        #expect(
            try self.database.groups() == [
                GroupSummary(name: .everyone, rights: .standard, memberCount: 2)
            ])
        #expect(self.rightsAtLogin(self.ada) == .standard)
        #expect(try self.database.changeMembers(of: .everyone) == [self.ada, self.bob])
    }

    @Test func rightsAreTheUnionOfAllGroups() throws {
        try self.database.changeRights(of: .everyone, remove: .standard)
        try self.database.addGroup(self.staff, rights: [Rights(.call), Rights(.create)])
        try self.database.addGroup(self.film, rights: [Rights(.call), Rights(.record)])
        let seen = try self.rights {
            #expect(try self.database.changeMembers(of: self.staff, add: [self.ada]) == [self.ada])
            try self.database.changeMembers(of: self.film, add: [self.ada])
        }
        let all: Rights = [Rights(.call), Rights(.create), Rights(.record)]
        #expect(seen == [self.ada: all])
        #expect(self.rightsAtLogin(self.ada) == all)
        #expect(self.rightsAtLogin(self.bob) == [])
        let ofEveryone = try self.rights {
            let now = try self.database.changeRights(of: .everyone, add: Rights(.files))
            #expect(now == Rights(.files))
        }
        #expect(
            ofEveryone == [
                self.ada: all.union(Rights(.files)), self.bob: Rights(.files),
            ])
    }

    @Test func aRunningServerSeesRightsTakenAway() throws {
        try self.database.addGroup(self.film, rights: Rights(.federate))
        try self.database.changeMembers(of: self.film, add: [self.ada, self.bob])
        let taken = try self.rights {
            try self.database.changeRights(of: self.film, remove: Rights(.federate))
        }
        #expect(taken == [self.ada: .standard, self.bob: .standard])
        try self.database.changeRights(of: self.film, add: Rights(.federate))
        let left = try self.rights {
            let members = try self.database.changeMembers(of: self.film, remove: [self.bob])
            #expect(members == [self.ada])
        }
        #expect(left == [self.bob: .standard])
        let gone = try self.rights { try self.database.removeGroup(self.film) }
        #expect(gone == [self.ada: .standard])
        #expect(try self.database.accounts().map(\.groups) == [[], []])
    }

    @Test func aChangeThatChangesNothingIsNone() throws {
        let seen = try self.rights {
            try self.database.changeRights(of: .everyone, add: Rights(.call))
        }
        #expect(seen.isEmpty)
    }

    @Test func aRenamedGroupKeepsItsMembers() throws {
        try self.database.addGroup(self.film, rights: [])
        try self.database.changeMembers(of: self.film, add: [self.ada])
        try self.database.renameGroup(self.film, to: self.staff)
        #expect(try self.database.changeMembers(of: self.staff) == [self.ada])
        #expect(throws: RecordsError.noSuchGroup(self.film)) {
            try self.database.changeMembers(of: self.film)
        }
        try self.database.addGroup(self.film, rights: [])
        #expect(throws: RecordsError.groupExists(self.staff)) {
            try self.database.renameGroup(self.film, to: self.staff)
        }
        #expect(throws: RecordsError.groupExists(self.film)) {
            try self.database.addGroup(self.film, rights: [])
        }
    }

    @Test func theGroupOfEverybodyStaysAsItIs() throws {
        #expect(throws: RecordsError.everyoneIsFixed) { try self.database.removeGroup(.everyone) }
        #expect(throws: RecordsError.everyoneIsFixed) {
            try self.database.renameGroup(.everyone, to: self.film)
        }
        #expect(throws: RecordsError.everyoneIsFixed) {
            try self.database.changeMembers(of: .everyone, remove: [self.ada])
        }
        #expect(throws: RecordsError.groupExists(.everyone)) {
            try self.database.addGroup(.everyone, rights: [])
        }
    }

    @Test func aMistakeInAListOfMembersChangesNothing() throws {
        try self.database.addGroup(self.film, rights: [])
        let ghost = try #require(AccountName("ghost"))
        #expect(throws: RecordsError.noSuchAccount(ghost)) {
            try self.database.changeMembers(of: self.film, add: [self.ada, ghost])
        }
        #expect(try self.database.changeMembers(of: self.film) == [])
    }

    @Test func anAccountCanBeAddedToItsGroupsAtOnce() throws {
        try self.database.addGroup(self.film, rights: Rights(.federate))
        let eve = try #require(AccountName("eve"))
        try self.database.addAccount(
            eve, AccountTests.credential(1), groups: [self.film], at: AccountTests.time)
        #expect(self.rightsAtLogin(eve) == Rights.standard.union(Rights(.federate)))
        let zoe = try #require(AccountName("zoe"))
        #expect(throws: RecordsError.noSuchGroup(self.staff)) {
            try self.database.addAccount(
                zoe, AccountTests.credential(1), groups: [self.staff], at: AccountTests.time)
        }
        #expect(try self.database.accounts().map(\.name) == [self.ada, self.bob, eve])
        try self.database.removeAccount(eve)
        #expect(try self.database.groups().map(\.memberCount) == [2, 0])
    }
}
