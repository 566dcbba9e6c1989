import Foundation
import SecureSockets
import Testing

struct ServerIdentityTests {
    let files: TestIdentity
    var certificate: String { self.files.identity.certificatePath }
    var key: String { self.files.identity.keyPath }

    init() throws { self.files = try TestIdentity() }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func theFirstStartMakesAPrivateKeyThatStays() throws {
        #expect(try self.mode(self.key) == 0o600)
        let again = try ServerIdentity.loadOrMake(
            certificatePath: self.certificate, keyPath: self.key)
        #expect(again.identity == self.files.identity)
        #expect(!again.isNew)
        #expect(self.files.identity.fingerprint.hasPrefix("SHA256:"))
        #expect(self.files.identity.fingerprint.count == 7 + 43)
    }

    @Test func aKeyThatLostItsCertificateGetsAnotherAndKeepsItsFingerprint() throws {
        try FileManager.default.removeItem(atPath: self.certificate)
        let again = try ServerIdentity.loadOrMake(
            certificatePath: self.certificate, keyPath: self.key)
        #expect(again.isNew)
        #expect(again.identity.fingerprint == self.files.identity.fingerprint)
    }

    @Test func aKeyThatOthersCanReadIsRefused() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: self.key)
        #expect(throws: SocketError.openToOthers(path: self.key)) {
            try ServerIdentity(certificatePath: self.certificate, keyPath: self.key)
        }
    }

    @Test func anothersKeyIsRefused() throws {
        let others = try TestIdentity()
        #expect(
            throws: SocketError.unusableIdentity(
                path: others.identity.keyPath,
                reason: "the key does not belong to \(self.certificate)")
        ) {
            try ServerIdentity(
                certificatePath: self.certificate, keyPath: others.identity.keyPath)
        }
    }

    @Test func whatIsNoPEMFileIsNamed() throws {
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: self.certificate))
        #expect(
            throws: SocketError.unusableIdentity(path: self.certificate, reason: "no start line")
        ) { try ServerIdentity(certificatePath: self.certificate, keyPath: self.key) }
    }

    @Test(arguments: [
        ("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", true),
        (" sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", true),
        ("SHA256:AAAA", false), ("", false), ("MD5:0011", false),
        ("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!", false),
    ])
    func pastedFingerprintsAreUnderstood(text: String, isOne: Bool) {
        let expected = "SHA256:" + String(repeating: "A", count: 43)
        #expect(ServerTrust.normalised(fingerprint: text) == (isOne ? expected : nil))
    }
}
