import Console
import Foundation
import SealedMedia
import Testing
import Units

@testable import ClientRuntime

/// Whose words were compared.
struct VerifiedDevicesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("conclave-\(UUID().uuidString)").path
    private let server = ServerAddress(host: "Chat.Example", port: 4307)

    private func devices(on server: ServerAddress? = nil) throws -> VerifiedDevices {
        try VerifiedDevices(
            path: self.folder + "/verified_devices", server: server ?? self.server)
    }

    private static func holder(_ account: String) throws -> KeyHolder {
        KeyHolder(account: account, identity: try DeviceKeys().identity, visit: [1])
    }

    @Test func whatWasComparedIsKnownLaterByAccountKeyAndServer() throws {
        // Left to the system's cleaning.
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let bob = try Self.holder("bob")
        var devices = try self.devices()
        #expect(!devices.contains(bob))
        try devices.insert([bob])
        let later = try self.devices()
        #expect(later.contains(bob))
        // Another stay of the same device.
        #expect(later.contains(KeyHolder(account: "bob", identity: bob.identity, visit: [2])))
        #expect(!later.contains(try Self.holder("bob")))
        #expect(!later.contains(KeyHolder(account: "eve", identity: bob.identity, visit: [1])))
        let elsewhere = ServerAddress(host: "chat.example", port: 4308)
        #expect(!(try self.devices(on: elsewhere)).contains(bob))
    }

    /// Of another server, of a wrong length, of no digits: passed over, and kept in the file.
    @Test func linesThatAreNotOfThisServerAreLeftAlone() throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let path = self.folder + "/verified_devices"
        let odd = "bob@chat.example:4307 zz\nbob@elsewhere:1 00\nnonsense\n"
        try PrivateFile.write(Array(odd.utf8), to: path)
        let bob = try Self.holder("bob")
        var devices = try self.devices()
        #expect(!devices.contains(bob))
        try devices.insert([bob])
        #expect(try self.devices().contains(bob))
        let kept = String(decoding: try PrivateFile.read(path) ?? [], as: UTF8.self)
        #expect(odd.split(separator: "\n").allSatisfy { kept.contains($0 + "\n") })
    }

    @Test func aGuestIsKnownUntilTheEnd() throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let (bob, guest) = (try Self.holder("bob"), try Self.holder("guest.x7"))
        var devices = try self.devices()
        try devices.insert([guest])
        try devices.insert([bob])
        #expect(devices.contains(guest))
        let later = try self.devices()
        #expect(later.contains(bob) && !later.contains(guest))
    }

    @Test func whatAnotherProgramHasAddedStays() throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let (bob, eve) = (try Self.holder("bob"), try Self.holder("eve"))
        var (one, other) = (try self.devices(), try self.devices())
        try one.insert([bob])
        try other.insert([eve])
        let later = try self.devices()
        #expect(later.contains(bob) && later.contains(eve))
    }
}
