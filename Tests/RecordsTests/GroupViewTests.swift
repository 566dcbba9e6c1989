import Records
import Rooms
import Sessions
import Testing
import Units

/// Whom people find (L1.14): alice teaches, ben and cora learn, dan does neither.
struct GroupViewTests {
    let files: TestDatabase
    var database: Database { self.files.database }
    let people: [AccountName]
    let teachers: GroupName
    let pupils: GroupName

    init() throws {
        self.files = try TestDatabase()
        self.people = try ["alice", "ben", "cora", "dan"].map { try #require(AccountName($0)) }
        self.teachers = try #require(GroupName("teachers"))
        self.pupils = try #require(GroupName("pupils"))
        for name in self.people {
            try self.files.database.addAccount(
                name, AccountTests.credential(1), at: AccountTests.time)
        }
        try self.database.addGroup(self.teachers, rights: [])
        try self.database.addGroup(self.pupils, rights: [])
        try self.database.changeMembers(of: self.teachers, add: [self.people[0]])
        try self.database.changeMembers(of: self.pupils, add: [self.people[1], self.people[2]])
    }

    /// Everybody's first letter, and the letters of those that a chat can be begun with.
    private func found(by viewers: [AccountName]? = nil) throws -> [String] {
        var revision = try self.database.snapshot().newestRevision
        return try (viewers ?? self.people).map { viewer in
            let seen = try self.people.filter { other in
                revision += 1
                let id = try #require(ChatID("group:\(revision)"))
                let record = Chat(
                    id: id, kind: .group, title: "",
                    members: [viewer: .owner].merging([other: .user]) { $1 })
                let event = EventRecord(
                    revision: revision, chat: id, sender: viewer, time: AccountTests.time,
                    ChatFact(.created))
                let replies = self.database.perform([.createChat(record, event)])
                guard replies != [.recorded([event])] else { return true }
                #expect(replies == [.unknownAccount(other)])
                return false
            }
            return "\(viewer.text.prefix(1)): " + seen.map { $0.text.prefix(1) }.joined()
        }
    }

    @Test func everybodyFindsEverybodyAtFirst() throws {
        #expect(try self.found() == ["a: abcd", "b: abcd", "c: abcd", "d: abcd"])
    }

    @Test func aGroupFindsOnlyWhomItMay() throws {
        try self.database.changeView(of: .everyone, remove: [.everyone])
        #expect(try self.found() == ["a: a", "b: b", "c: c", "d: d"])
        try self.database.changeView(of: self.teachers, add: [.everyone])
        try self.database.changeView(of: self.pupils, add: [self.teachers])
        #expect(try self.found() == ["a: abcd", "b: ab", "c: ac", "d: d"])
        try self.database.changeView(of: .everyone, add: [self.pupils])
        #expect(try self.found() == ["a: abcd", "b: abc", "c: abc", "d: bcd"])
        try self.database.removeGroup(self.pupils)
        #expect(try self.found() == ["a: abcd", "b: b", "c: c", "d: d"])
    }

    @Test func nobodyFindsTheDeactivatedOrTheRemoved() throws {
        try self.database.setActive(false, self.people[1])
        try self.database.removeAccount(self.people[2])
        #expect(try self.found(by: [self.people[0]]) == ["a: ad"])
    }

    /// Who is already in a chat can be added to by those who may find the newcomer only.
    @Test func addingToAChatAsksToo() throws {
        let id = try #require(ChatID("group:1"))
        func event(_ revision: UInt64, _ fact: ChatFact) -> EventRecord {
            EventRecord(
                revision: revision, chat: id, sender: self.people[1], time: AccountTests.time, fact)
        }
        let record = Chat(
            id: id, kind: .group, title: "", members: [self.people[1]: .owner])
        let created = event(1, ChatFact(.created))
        #expect(self.database.perform([.createChat(record, created)]) == [.recorded([created])])
        try self.database.changeView(of: .everyone, remove: [.everyone])
        try self.database.changeView(of: self.pupils, add: [self.teachers])
        let first = event(2, ChatFact(.added, account: self.people[0]))
        let second = event(3, ChatFact(.added, account: self.people[3]))
        let replies = self.database.perform([.record([first], nil), .record([second], nil)])
        #expect(replies == [.recorded([first]), .unknownAccount(self.people[3])])
    }

    @Test func aRenamedGroupKeepsItsView() throws {
        try self.database.changeView(of: self.pupils, add: [self.teachers])
        let staff = try #require(GroupName("staff"))
        try self.database.renameGroup(self.teachers, to: staff)
        #expect(try self.database.changeView(of: self.pupils) == [staff])
    }
}
