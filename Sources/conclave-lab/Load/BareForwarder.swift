import Foundation
import Media
import SecureSockets
import TestLinks
import Wire

/// A forwarder that does nothing but forward, in C, to compare a server's cost with.
///
/// It is started in a folder with `cert.pem` and `key.pem` as `PROGRAM -P port -t 1 -m 2`, listens
/// on that port of 127.0.0.1 with TLS 1.3, and sends what publishers send to all subscribers: all
/// frames that arrive together in one write for each. A connection's first byte says what it is:
/// `P` publishes, `S` subscribes and is welcomed with a frame of one byte. A frame is four bytes of
/// length (big-endian) and a body.
enum BareForwarder {
    /// A media message in a frame of its own, with the same body that one fragment would have.
    static func frame(of message: [UInt8], participant: UInt32, kind: MediaKind) -> [UInt8] {
        let count = MediaFragment.headerLength + message.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + count)
        for number in [UInt32(truncatingIfNeeded: count), participant] {
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        bytes.append(kind.rawValue)
        // First and last.
        bytes.append(3)
        bytes += message
        return bytes
    }

    /// Starts the program with a key of its own.
    static func start(_ program: String, core: Int?) throws -> LoadServer {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-lab-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let identity = try ServerIdentity.loadOrMake(
            certificatePath: folder.appendingPathComponent("cert.pem").path,
            keyPath: folder.appendingPathComponent("key.pem").path)
        _ = identity
        let port = try Self.freePort()
        let server = try LoadServer(
            program, ["-P", "\(port)", "-t", "1", "-m", "2"], core: core, folder: folder)
        server.port = port
        try server.waitUntilItListens()
        return server
    }

    /// A port that nobody listens on now.
    private static func freePort() throws -> Int {
        try ListeningSocket().port
    }
}
