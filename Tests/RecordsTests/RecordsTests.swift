import Foundation
import Records
import Rooms
import Sessions
import Testing
import Units

/// A database in a directory that goes with it.
final class TestDatabase {
    let directory: String
    var path: String { self.directory + "/test.sqlite" }
    let database: Database

    init() throws {
        self.directory = NSTemporaryDirectory() + "conclave-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: self.directory, withIntermediateDirectories: false)
        self.database = try Database(path: self.directory + "/test.sqlite")
    }

    deinit {
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: self.directory)
    }
}

struct RecordsTests {
    let files: TestDatabase
    var database: Database { self.files.database }
    let ada: AccountName
    let bob: AccountName
    let eve: AccountName
    let chat: ChatID

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        self.eve = try #require(AccountName("eve"))
        self.chat = try #require(ChatID("group:1"))
        for name in [self.ada, self.bob, self.eve] {
            try self.files.database.addAccount(name, Self.credential(1), at: Self.time)
        }
    }

    static let time = Timestamp(milliseconds: 1_000_000)

    static func credential(_ octet: UInt8) -> SCRAMCredential {
        SCRAMCredential(
            salt: [octet], iterations: 4096, storedKey: [octet, 1], serverKey: [octet, 2])
    }

    private func event(
        _ revision: UInt64, _ kind: EventRecord.Kind = .message, by sender: AccountName,
        _ text: String = "", id: UInt8? = nil,
    ) -> EventRecord {
        EventRecord(
            revision: revision, chat: self.chat, kind: kind, sender: sender, text: text,
            time: Self.time, clientID: id.map { [UInt8](repeating: $0, count: 16) } ?? [])
    }

    private func makeChat(_ revision: UInt64 = 1) -> StoreCommand {
        .createChat(
            ChatRecord(
                id: self.chat, kind: .group, title: "team",
                members: [self.ada: .owner, self.bob: .user]),
            self.event(revision, .created, by: self.ada, "team"))
    }

    private func seen(by name: AccountName, since: UInt64 = 0) -> [UInt64] {
        let replies = self.database.perform([.events(since: since, account: name, limit: 100)])
        guard case .events(let events)? = replies.first else { return [] }
        return events.map(\.revision)
    }

    // MARK: Events

    @Test func aBatchIsAnsweredInOrderAndIsThereAfterReopening() throws {
        let replies = self.database.perform([
            self.makeChat(), .append(self.event(2, by: self.ada, "one", id: 1)),
            .append(self.event(5, by: self.bob, "two", id: 1)),
            .events(since: 0, account: self.bob, limit: 2),
        ])
        let created = self.event(1, .created, by: self.ada, "team")
        let one = self.event(2, by: self.ada, "one", id: 1)
        #expect(replies == [.stored, .stored, .stored, .events([created, one])])
        let again = try Database(path: self.files.path)
        let snapshot = try again.snapshot()
        #expect(snapshot.newestRevision == 5)
        #expect(
            snapshot.chats == [
                ChatRecord(
                    id: self.chat, kind: .group, title: "team",
                    members: [self.ada: .owner, self.bob: .user])
            ])
        #expect(snapshot.serverSecret.count == 32)
        #expect(try self.database.snapshot().serverSecret == snapshot.serverSecret)
    }

    /// A second connection reads only what was committed: the answer comes after the commit.
    @Test func whatIsAnsweredIsCommitted() throws {
        let other = try Database(path: self.files.path)
        #expect(self.database.perform([self.makeChat()]) == [.stored])
        #expect(try other.snapshot().newestRevision == 1)
    }

    @Test func theSameClientIDIsAnsweredWithTheFirstEvent() {
        let first = self.event(2, by: self.ada, "one", id: 1)
        let replies = self.database.perform([
            self.makeChat(), .append(first), .append(self.event(3, by: self.ada, "two", id: 1)),
            .append(self.event(4, by: self.bob, "other sender", id: 1)),
        ])
        #expect(replies == [.stored, .stored, .duplicate(first), .stored])
        #expect(self.seen(by: self.ada) == [1, 2, 4])
    }

    @Test func oneCommandThatFailsUndoesNothingElse() {
        let replies = self.database.perform([
            self.makeChat(), .append(self.event(1, by: self.ada, "revision taken", id: 1)),
            .append(self.event(2, by: self.ada, "fine", id: 2)),
        ])
        #expect(replies.first == .stored)
        guard case .failed = replies[1] else {
            Issue.record("\(replies[1])")
            return
        }
        #expect(replies[2] == .stored)
        #expect(self.seen(by: self.ada) == [1, 2])
    }

    @Test func aMemberSeesWhatWasSaidInItsTimeAndNothingElse() {
        let replies = self.database.perform([
            self.makeChat(), .append(self.event(2, by: self.ada, "before", id: 2)),
            .addMember(self.eve, .user, self.event(3, .added, by: self.ada, "eve")),
            .append(self.event(4, by: self.ada, "during", id: 4)),
            .removeMember(self.eve, self.event(5, .removed, by: self.ada, "eve")),
            .append(self.event(6, by: self.ada, "after", id: 6)),
            .addMember(self.eve, .user, self.event(7, .added, by: self.ada, "eve")),
            .append(self.event(8, by: self.ada, "again", id: 8)),
        ])
        #expect(replies == Array(repeating: .stored, count: 8))
        #expect(self.seen(by: self.eve) == [3, 4, 5, 7, 8])
        #expect(self.seen(by: self.eve, since: 4) == [5, 7, 8])
        #expect(self.seen(by: self.ada) == Array(1...8))
        let history = self.database.perform([
            .history(self.chat, account: self.eve, before: 8, limit: 2),
            .history(self.chat, account: self.eve, before: 0, limit: 1),
            .newest(account: self.eve),
        ]).map { reply in
            if case .events(let events) = reply { events.map(\.revision) } else { [UInt64]() }
        }
        #expect(history == [[5, 7], [8], [8]])
    }

    @Test func strangersSeeNothing() {
        _ = self.database.perform([self.makeChat()])
        #expect(self.seen(by: self.eve).isEmpty)
        let replies = self.database.perform([
            .history(self.chat, account: self.eve, before: 0, limit: 10),
            .newest(account: self.eve),
        ])
        #expect(replies == [.events([]), .events([])])
    }

    @Test func chatsExistOnceAndOnlyForAccounts() throws {
        let ghost = try #require(AccountName("ghost"))
        let haunted = ChatRecord(
            id: try #require(ChatID("group:2")), kind: .group, title: "",
            members: [self.ada: .owner, ghost: .user])
        let replies = self.database.perform([
            self.makeChat(1), self.makeChat(2),
            .createChat(haunted, self.event(3, .created, by: self.ada)),
            .addMember(ghost, .user, self.event(4, .added, by: self.ada)),
        ])
        #expect(
            replies == [.stored, .chatExists, .unknownAccount(ghost), .unknownAccount(ghost)])
    }

    // MARK: Tokens

    private func save(_ digest: UInt8, device: UInt8, of name: AccountName) -> StoreCommand {
        .saveToken(
            digest: [digest], account: name, device: [device],
            expires: Timestamp(milliseconds: 5000))
    }

    private func take(_ digest: UInt8, device: UInt8, at milliseconds: Int64 = 4999) -> StoreCommand
    {
        .takeToken(
            digest: [digest], device: [device], now: Timestamp(milliseconds: milliseconds))
    }

    @Test func aTokenWorksOnceForItsDeviceAndInTime() {
        let replies = self.database.perform([
            self.save(1, device: 1, of: self.ada), self.take(1, device: 1), self.take(1, device: 1),
            self.save(2, device: 1, of: self.ada), self.take(2, device: 9), self.take(2, device: 1),
            self.save(3, device: 1, of: self.ada), self.take(3, device: 1, at: 5000),
        ])
        #expect(
            replies == [
                .profile(.init()), .tokenOwner(self.ada), .tokenOwner(nil),
                .profile(.init()), .tokenOwner(nil), .tokenOwner(nil),
                .profile(.init()), .tokenOwner(nil),
            ])
    }

    @Test func aNewLoginOrPasswordMakesOlderTokensUseless() throws {
        _ = self.database.perform([
            self.save(1, device: 1, of: self.ada), self.save(2, device: 1, of: self.ada),
            self.save(3, device: 2, of: self.ada), self.save(4, device: 1, of: self.bob),
        ])
        #expect(self.database.perform([self.take(1, device: 1)]) == [.tokenOwner(nil)])
        try self.database.setCredential(Self.credential(2), of: self.ada)
        try self.database.removeAccount(self.bob)
        let replies = self.database.perform([
            self.take(2, device: 1), self.take(3, device: 2), self.take(4, device: 1),
        ])
        #expect(replies == [.tokenOwner(nil), .tokenOwner(nil), .tokenOwner(nil)])
    }

    // MARK: The file

    @Test func theFileIsPrivateAndAnOpenOneIsRefused() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: self.files.directory) {
            let path = self.files.directory + "/" + name
            let mode =
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        let path = self.files.path
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: RecordsError.openToOthers(path: path)) { try Database(path: path) }
    }

    @Test func aSoundFileHasNoFaultsAndAnotherKindIsNoDatabase() throws {
        #expect(try self.database.integrityFaults().isEmpty)
        let path = self.files.directory + "/other"
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(String(repeating: "no database ", count: 1000).utf8),
                attributes: [.posixPermissions: 0o600]))
        #expect(throws: RecordsError.self) { try Database(path: path) }
    }
}
