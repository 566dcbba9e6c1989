import Foundation
import Records
import Rooms
import Sessions
import Testing
import Units

/// Resumption tokens, and the file they are in.
struct FileTests {
    let files: TestDatabase
    var database: Database { self.files.database }
    let ada: AccountName
    let bob: AccountName

    init() throws {
        self.files = try TestDatabase()
        self.ada = try #require(AccountName("ada"))
        self.bob = try #require(AccountName("bob"))
        for name in [self.ada, self.bob] {
            try self.files.database.addAccount(
                name, Self.credential(1), at: Timestamp(milliseconds: 1_000_000))
        }
    }

    static func credential(_ octet: UInt8) -> SCRAMCredential {
        SCRAMCredential(
            salt: [octet], iterations: 4096, storedKey: [octet, 1], serverKey: [octet, 2])
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
        try self.database.setCredential(
            Self.credential(2), of: self.ada, at: Timestamp(milliseconds: 1))
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
