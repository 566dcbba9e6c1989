import Console
import Foundation
import Testing
import Units

@testable import ClientRuntime

struct KnownServersTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("conclave-\(UUID().uuidString)").path
    private let server = ServerAddress(host: "Chat.Example", port: 4307)

    private var known: KnownServers { KnownServers(path: self.folder + "/known_servers") }

    private func removeFolder() {
        try? FileManager.default.removeItem(atPath: self.folder)  // Left to the system's cleaning.
    }

    @Test func aServerOnceTrustedIsKnownByNameAndPort() throws {
        defer { self.removeFolder() }
        #expect(try self.known.mark(of: self.server) == nil)
        try self.known.trust(self.server, by: .fingerprint("SHA256:one"))
        try self.known.trust(ServerAddress(host: "other", port: 1), by: .fingerprint("SHA256:two"))
        let lower = ServerAddress(host: "chat.example", port: 4307)
        #expect(try self.known.mark(of: lower) == .fingerprint("SHA256:one"))
        let elsewhere = ServerAddress(host: "chat.example", port: 4308)
        #expect(try self.known.mark(of: elsewhere) == nil)
        try self.known.trust(lower, by: .fingerprint("SHA256:three"))
        #expect(try self.known.mark(of: self.server) == .fingerprint("SHA256:three"))
    }

    @Test func aServerThatAnAuthorityVouchesForIsKnownByThat() throws {
        defer { self.removeFolder() }
        try self.known.trust(self.server, by: .authority)
        #expect(try self.known.mark(of: self.server) == .authority)
        try self.known.trust(self.server, by: .fingerprint("SHA256:one"))
        #expect(try self.known.mark(of: self.server) == .fingerprint("SHA256:one"))
    }

    @Test func aBrokenLineIsNamedAndNothingIsTrusted() throws {
        defer { self.removeFolder() }
        try PrivateFile.write(Array("# mine\nno fingerprint here\n".utf8), to: self.known.path)
        #expect {
            try self.known.mark(of: self.server)
        } throws: { error in
            let failure = error as? Failure
            return failure?.exitCode == .configuration
                && failure?.message
                    == "\(self.known.path): line 2 is not 'host:port fingerprint'"
        }
    }

    @Test func aFileThatOthersMayReadIsRefused() throws {
        defer { self.removeFolder() }
        try self.known.trust(self.server, by: .fingerprint("SHA256:one"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: self.known.path)
        #expect {
            try self.known.mark(of: self.server)
        } throws: { error in
            (error as? Failure)?.hint == "chmod 600 \(self.known.path)"
        }
    }
}
