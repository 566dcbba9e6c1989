import COpenSSL
import Foundation
import Testing

@testable import SecureSockets

/// What a program's end leaves alone.
struct ProcessEndTests {
    /// Connections still end on the event loop's threads while `exit` runs: one that met libcrypto's
    /// cleanup there has crashed (a lock that was gone).
    @Test func theEndOfAProgramLeavesLibcryptoToItsThreads() async {
        await #expect(processExitsWith: .exitCode(0)) {
            _ = try TLSContext(client: ())
            // What is registered here is called by the cleanup, and only by it.
            OPENSSL_atexit { _exit(3) }
            exit(0)
        }
    }
}
