import Foundation
import SecureSockets

/// A server's key in a directory of its own, which goes with it.
final class TestIdentity {
    let directory: String
    let identity: ServerIdentity

    init() throws {
        self.directory = NSTemporaryDirectory() + "conclave-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: self.directory, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        self.identity = try ServerIdentity.loadOrMake(
            certificatePath: self.directory + "/server.pem", keyPath: self.directory + "/key.pem"
        ).identity
    }

    deinit {
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: self.directory)
    }
}
