import Console
import Foundation
import Records
import Rooms
import Sessions
import Synchronization
import Testing
import Units

@testable import ServerRuntime

/// The administrator's commands against a real database in a directory of its own.
final class AdministrationTests {
    /// What a command has answered.
    private final class Paper: Sendable {
        private let lines = Mutex<[String]>([])

        func print(_ line: String) { self.lines.withLock { $0.append(line) } }

        /// All since the last look.
        func take() -> [String] {
            self.lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    private let folder = NSTemporaryDirectory() + "conclaved-admin-" + UUID().uuidString
    private let directory: DataDirectory
    private let paper = Paper()
    private let administration: Administration

    init() throws {
        self.directory = DataDirectory(given: self.folder + "/data")
        self.administration = Administration(self.directory, print: self.paper.print)
        try FileManager.default.createDirectory(
            atPath: self.folder, withIntermediateDirectories: false)
    }

    deinit {
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    private func password(_ text: String = "correct horse") throws -> String {
        let path = self.folder + "/password"
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func add(_ name: String, _ card: CardChange = CardChange()) throws {
        try self.administration.addAccount(name, card, .file(try self.password()))
    }

    /// The lines of an error, as they are printed.
    private func error(of work: () throws -> Void) -> [String] {
        do { try work() } catch let failure as Failure {
            return failure.lines(of: "conclaved") + ["\(failure.exitCode.rawValue)"]
        } catch { return ["\(error)"] }
        return []
    }

    // MARK: Accounts

    @Test func everyCommandSaysWhatItDid() throws {
        try self.add("ada")
        try self.administration.editAccount("ada", CardChange(company: "Engines"))
        try self.administration.setPassword("ada", .file(try self.password("battery staple")))
        try self.administration.setActive(false, "ada")
        try self.administration.setActive(true, "ADA")
        try self.administration.disconnect("ada")
        try self.administration.unlock("ada")
        try self.administration.removeAccount("ada")
        #expect(
            self.paper.take() == [
                "added ada", "changed ada", "changed the password of ada", "deactivated ada",
                "activated ada", "disconnected ada", "unlocked ada", "removed ada",
            ])
    }

    @Test func mistakesWithAccountsAreExplained() throws {
        try self.add("bob")
        #expect(
            self.error { try self.add("b.o.b") } == [
                "conclaved: error: the name 'b.o.b' looks like 'bob'",
                "conclaved: hint: 0 and o, 1 and l, m and rn count as the same; '.', '_' and '-' as nothing",
                "73",
            ])
        #expect(
            self.error { try self.add("guest.bob") } == [
                "conclaved: error: the name 'guest.bob' is reserved",
                "conclaved: hint: names that begin with 'guest.' are for guests", "73",
            ])
        #expect(
            self.error { try self.add("bob") } == [
                "conclaved: error: the name 'bob' is taken",
                "conclaved: hint: a removed account's name is never given again", "73",
            ])
        #expect(
            self.error { try self.add("Bob Ross") } == [
                "conclaved: error: 'Bob Ross' can't be an account's name",
                "conclaved: hint: use 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first",
                "2",
            ])
        #expect(
            self.error { try self.administration.setActive(false, "eve") } == [
                "conclaved: error: no account is called 'eve'",
                "conclaved: hint: see conclaved user list", "68",
            ])
        #expect(
            self.error {
                try self.administration.editAccount("bob", CardChange(emails: ["nowhere"]))
            } == ["conclaved: error: 'nowhere' is no email address", "65"])
    }

    @Test func whatIsNotNamedStaysAndWhatIsEmptyIsErased() throws {
        try self.add(
            "ada",
            CardChange(
                displayName: "Ada", emails: ["a@x.org", "b@x.org"], phones: ["1"], company: "X"))
        try self.administration.editAccount("ada", CardChange(displayName: "Lady Ada"))
        try self.administration.editAccount("ada", CardChange(phones: [""], company: ""))
        _ = self.paper.take()
        try self.administration.exportAccounts()
        let line = try #require(self.paper.take().last)
        #expect(line.hasPrefix("ada;Lady Ada;\"a@x.org, b@x.org\";;;person;offline;;2"))
    }

    @Test func theListIsSearchedAndShowsWhatIsKnown() throws {
        try self.add("ada", CardChange(displayName: "Ada\u{202E}L", emails: ["a@x.org"]))
        try self.add("bob")
        try self.administration.setActive(false, "bob")
        _ = self.paper.take()
        try self.administration.listAccounts()
        let lines = self.paper.take().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        #expect(lines.map { $0[0] } == ["ada", "bob"])
        #expect(lines.map { $0[1] } == ["offline", "deactivated"])
        #expect(lines.map { $0[2].count } == [24, 24])
        #expect(lines.map { $0[3] } == ["Ada\\u{202e}L", ""])
        #expect(lines.map { $0[4] } == ["a@x.org", ""])
        try self.administration.listAccounts(containing: "X.ORG")
        #expect(self.paper.take().count == 1)
    }

    @Test func theAuditSaysWhoGaveAConferenceItsOwnChatAndWhen() throws {
        try self.add("ada")
        let conference = try #require(ConferenceID("k7f2-mq9x-d3tv"))
        let chat = Chat(id: .meeting(conference), kind: .meeting, title: "")
        let event = EventRecord(
            revision: 1, chat: chat.id, sender: try Self.name("ada"),
            time: Timestamp(milliseconds: 1_700_000_000_000), ChatFact(.created))
        let database = try Database.open(in: self.directory)
        #expect(database.perform([.createChat(chat, event)]) == [.recorded([event])])
        _ = self.paper.take()
        try self.administration.listAudit()
        #expect(
            self.paper.take() == ["2023-11-14T22:13:20.000Z\tada\tchat-made\tk7f2-mq9x-d3tv"])
    }

    /// Its last words do not count when it is gone.
    @Test func nobodyIsOnlineWhereNoServerRuns() throws {
        try self.add("ada")
        try self.add("bob")
        try self.administration.setActive(false, "bob")
        let database = try Database.open(in: self.directory)
        let (ada, bob) = (try Self.name("ada"), try Self.name("bob"))
        _ = database.perform([.keepPresences([ada: .hosting, bob: .busy])])
        func states() throws -> [Substring] {
            _ = self.paper.take()
            try self.administration.listAccounts()
            return self.paper.take().map { $0.split(separator: "\t")[1] }
        }
        #expect(try states() == ["offline", "deactivated"])
        let lock = try self.directory.takeLock()
        #expect(try states() == ["hosting", "deactivated"])
        withExtendedLifetime(lock) {}
    }

    private static func name(_ text: String) throws -> AccountName {
        try #require(AccountName(text))
    }

    // MARK: Spreadsheets

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-1", "'-1"),
        ("@cmd", "'@cmd"), ("\tx", "\"'\tx\""), ("\rx", "\"'\rx\""), ("a=b", "a=b"),
        ("a;b", "\"a;b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""),
        ("=\"a;b\"", "\"'=\"\"a;b\"\"\""), ("ümlaut", "ümlaut"), ("=\u{301}1", "'=\u{301}1"),
    ])
    func aFieldIsQuotedAndNoFormula(value: String, field: String) {
        #expect(SpreadsheetText.field(value) == field)
    }

    @Test func anExportHasAHeadAndALineForEachAccount() throws {
        try self.administration.addGroup("film", rights: [])
        try self.administration.addAccount(
            "bot", CardChange(displayName: "=HYPERLINK(\"x\")", phones: ["+1"]), isBot: true,
            groups: ["film"], .file(try self.password()))
        _ = self.paper.take()
        try self.administration.exportAccounts()
        let lines = self.paper.take()
        #expect(lines.first == "id;name;emails;phones;company;kind;state;groups;created\r")
        let begin = "bot;\"'=HYPERLINK(\"\"x\"\")\";;'+1;;bot;offline;film;"
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix(begin) == true)
        #expect(lines.last?.hasSuffix("Z\r") == true)
    }

    // MARK: Groups

    @Test func groupsAndRightsAreChangedAndShown() throws {
        try self.add("ada")
        try self.add("bob")
        try self.administration.addGroup("Film", rights: ["federate", "record"])
        try self.administration.renameGroup("film", to: "crew")
        _ = self.paper.take()
        try self.administration.changeMembers(of: "crew", add: ["bob", "ada"], remove: [])
        #expect(self.paper.take() == ["ada", "bob"])
        try self.administration.changeMembers(of: "crew", add: [], remove: ["ada"])
        #expect(self.paper.take() == ["bob"])
        try self.administration.changeRights(of: "crew", allow: ["call"], deny: ["federate"])
        #expect(self.paper.take() == ["call", "record"])
        try self.administration.changeRights(
            of: "everyone", allow: [], deny: Right.allCases.map(\.rawValue))
        #expect(self.paper.take() == [])
        try self.administration.listGroups()
        #expect(self.paper.take() == ["crew\t1\tcall, record", "everyone\t2\t"])
        try self.administration.removeGroup("crew")
        #expect(self.paper.take() == ["removed group crew"])
    }

    @Test func whomAGroupFindsIsChangedAndShown() throws {
        try self.administration.addGroup("teachers", rights: [])
        _ = self.paper.take()
        try self.administration.changeView(of: "everyone", add: ["teachers"], remove: [])
        #expect(self.paper.take() == ["everyone", "teachers"])
        try self.administration.changeView(of: "everyone", add: [], remove: ["everyone"])
        #expect(self.paper.take() == ["teachers"])
        try self.administration.changeView(of: "teachers", add: [], remove: [])
        #expect(self.paper.take() == [])
        #expect(
            self.error {
                try self.administration.changeView(of: "everyone", add: ["pupils"], remove: [])
            } == [
                "conclaved: error: no group is called 'pupils'",
                "conclaved: hint: see conclaved group list", "68",
            ])
    }

    @Test func mistakesWithGroupsAreExplained() throws {
        try self.administration.addGroup("film", rights: [])
        #expect(
            self.error { try self.administration.addGroup("film", rights: []) } == [
                "conclaved: error: there is a group 'film' already", "73",
            ])
        #expect(
            self.error { try self.administration.removeGroup("crew") } == [
                "conclaved: error: no group is called 'crew'",
                "conclaved: hint: see conclaved group list", "68",
            ])
        #expect(
            self.error { try self.administration.removeGroup("everyone") } == [
                "conclaved: error: all accounts are in the group 'everyone', and it stays",
                "conclaved: hint: change its rights, or add a group", "2",
            ])
        #expect(
            self.error {
                try self.administration.changeRights(of: "film", allow: ["fly"], deny: [])
            } == [
                "conclaved: error: 'fly' is no right",
                "conclaved: hint: rights are call, create, share, control, contacts, files, record, federate, operator",
                "2",
            ])
        #expect(
            self.error { try self.administration.addGroup("the crew", rights: []) } == [
                "conclaved: error: 'the crew' can't be a group's name",
                "conclaved: hint: use 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first",
                "2",
            ])
    }

    // MARK: Passwords

    @Test func aPasswordForOneLoginIsMarked() throws {
        try self.administration.addAccount(
            "ada", mustChangePassword: true, .file(try self.password()))
        let ada = try #require(AccountName("ada"))
        func mustChange() throws -> Bool? {
            let reply = try Database.open(in: self.directory).perform([.findAccount(ada)]).first
            guard case .account(let record?)? = reply else { return nil }
            return record.mustChangePassword
        }
        #expect(try mustChange() == true)
        try self.administration.editAccount("ada", CardChange(), mustChangePassword: false)
        #expect(try mustChange() == false)
        try self.administration.setPassword("ada", mustChange: true, .file(try self.password()))
        #expect(try mustChange() == true)
        try self.administration.setPassword("ada", .file(try self.password()))
        #expect(try mustChange() == false)
    }

    @Test func aWeakPasswordIsNotAccepted() throws {
        let weak = try self.password("ada")
        #expect(
            self.error { try self.administration.addAccount("ada", CardChange(), .file(weak)) } == [
                "conclaved: error: this password is not accepted: it has fewer than 10 characters, it contains the account's name",
                "conclaved: hint: see conclaved policy", "65",
            ])
        try self.add("ada")
        let short = try self.password("short")
        #expect(
            self.error { try self.administration.setPassword("ada", .file(short)) } == [
                "conclaved: error: this password is not accepted: it has fewer than 10 characters",
                "conclaved: hint: see conclaved policy", "65",
            ])
    }

    @Test func policiesAreListedShownAndSet() throws {
        try self.administration.setPolicy("Edit-Window", to: "90m")
        try self.administration.setPolicy("file-types", to: "not EXE,.bat")
        try self.administration.setPolicy("login-failures", to: "5")
        try self.administration.showPolicy("edit-window")
        #expect(
            self.paper.take() == [
                "edit-window\t90m", "file-types\tnot bat,exe", "login-failures\t5", "90m",
            ])
        try self.administration.listPolicies()
        let lines = self.paper.take()
        #expect(lines.count == Policy.all.count)
        #expect(
            lines.contains("file-size\t100M\tbytes of one file at most\t1K..16T"))
        #expect(lines.contains { $0.hasPrefix("file-types\tnot bat,exe\t") })
        let policies = try Database.open(in: self.directory).snapshot().policies
        #expect(policies.lockout == LockoutPolicy(failuresMaximum: 5))
        #expect(policies.chats.editWindow == .seconds(5400))
    }

    @Test func mistakesWithPoliciesAreExplained() throws {
        #expect(
            self.error { try self.administration.setPolicy("password-length", to: "0") } == [
                "conclaved: error: '0' can't be the value of password-length",
                "conclaved: hint: use 1..64", "2",
            ])
        #expect(
            self.error { try self.administration.showPolicy("colour") } == [
                "conclaved: error: 'colour' is no policy",
                "conclaved: hint: policies are \(Policy.all.map(\.name).joined(separator: ", "))",
                "2",
            ])
    }

    // MARK: Chats

    @Test func chatsAreListedAndGetOwners() throws {
        try self.add("ada")
        try self.add("bob")
        let (ada, bob) = (try #require(AccountName("ada")), try #require(AccountName("bob")))
        let id = try #require(ChatID("group:abcdefghijkmnpqr"))
        let chat = Chat(
            id: id, kind: .group, title: "The team", members: [ada: .owner, bob: .user])
        let event = EventRecord(
            revision: 1, chat: id, sender: ada, time: Timestamp(milliseconds: 1),
            ChatFact(.created, chat.title))
        let database = try Database.open(in: self.directory)
        _ = database.perform([.createChat(chat, event)])
        _ = self.paper.take()
        try self.administration.listChats()
        try self.administration.listChats(containing: "TEAM")
        try self.administration.listChats(containing: "else")
        try self.administration.setOwner(of: id.text, to: "bob")
        let line = "group:abcdefghijkmnpqr\tada\t2\tThe team"
        #expect(
            self.paper.take() == [
                line, line, "bob owns group:abcdefghijkmnpqr as soon as the server runs",
            ])
        #expect(try database.ownerOrders() == [OwnerOrder(chat: id, account: bob)])
        try self.administration.listAudit()
        #expect(
            self.paper.take().last?.hasSuffix("\t-\towner-set\tgroup:abcdefghijkmnpqr bob")
                == true)
        #expect(
            self.error { try self.administration.setOwner(of: "group:x", to: "bob") } == [
                "conclaved: error: no group or channel is called 'group:x'",
                "conclaved: hint: see conclaved chat list", "68",
            ])
    }

    // MARK: The lock

    @Test func askingWhetherAServerRunsKeepsNoneFromStarting() throws {
        try self.directory.prepare()
        #expect(try !self.directory.isServed())
        let lock = try self.directory.takeLock()
        #expect(try self.directory.isServed())
        #expect(throws: Failure.self) { try self.directory.takeLock() }
        withExtendedLifetime(lock) {}
    }
}
