import Foundation
import Testing
import Units

@testable import ServerRuntime

struct DataDirectoryTests {
    private func temporary() -> DataDirectory {
        DataDirectory(given: NSTemporaryDirectory() + "conclave-" + UUID().uuidString)
    }

    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheDefault() {
        let environment = ["CONCLAVED_DATA": "/e", "HOME": "/h", "XDG_DATA_HOME": "/x"]
        func path(_ given: String?, _ environment: [String: String], root: Bool = false) -> String {
            DataDirectory(given: given, environment: environment, isRoot: root).path
        }
        #expect(path("/f", environment) == "/f")
        #expect(path(nil, environment) == "/e")
        #expect(path(nil, ["HOME": "/h", "XDG_DATA_HOME": "/x"]) == "/x/conclaved")
        #expect(path(nil, ["HOME": "/h", "XDG_DATA_HOME": "x"]) == "/h/.local/share/conclaved")
        #expect(path(nil, ["HOME": "/h", "CONCLAVED_DATA": ""]) == "/h/.local/share/conclaved")
        #expect(path(nil, ["HOME": "/h"], root: true) == "/var/lib/conclaved")
    }

    @Test func itIsMadePrivateAndRefusedWhenItIsNot() throws {
        let directory = self.temporary()
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        try directory.prepare()
        try directory.check()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: directory.path)
        #expect(
            throws: Failure(
                .configuration, "data directory '\(directory.path)' can be entered by others",
                hint: "chmod 700 \(directory.path)")
        ) { try directory.prepare() }
    }

    @Test func aMissingDirectoryAndAFileAreNamed() throws {
        let directory = self.temporary()
        #expect(
            throws: Failure(
                .noInput,
                "cannot read data directory '\(directory.path)': No such file or directory",
                hint: "name another with --data or CONCLAVED_DATA")
        ) { try directory.check() }
        #expect(FileManager.default.createFile(atPath: directory.path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        #expect(throws: Failure(.configuration, "'\(directory.path)' is not a directory")) {
            try directory.prepare()
        }
    }

    @Test func oneServerHoldsItAtATime() throws {
        let directory = self.temporary()
        defer { try? FileManager.default.removeItem(atPath: directory.path) }
        try directory.prepare()
        var lock: DirectoryLock? = try directory.takeLock()
        #expect(
            throws: Failure(
                .unavailable, "another conclaved serves from '\(directory.path)'",
                hint: "stop it, or give this one a directory of its own with --data")
        ) { try directory.takeLock() }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try directory.takeLock()
    }
}
