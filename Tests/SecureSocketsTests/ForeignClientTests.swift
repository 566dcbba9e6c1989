import Foundation
import NIOPosix
import SecureSockets
import Testing

/// The server against OpenSSL's own client: an implementation that is not ours.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct ForeignClientTests {
    private func connect(_ arguments: [String]) async throws -> String {
        let files = try TestIdentity()
        let listener = try await SecureListener.bind(
            identity: files.identity, address: "127.0.0.1", port: 0,
            on: MultiThreadedEventLoopGroup.singleton.next()
        ) { _ in Recorder() }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = ["s_client", "-connect", "127.0.0.1:\(listener.port)"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let text = try await NIOThreadPool.singleton.runIfActive {
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        await listener.stop()
        return text
    }

    @Test func oneCipherAndOurProtocolAreAgreedOn() async throws {
        let text = try await self.connect(["-tls1_3", "-alpn", "h2,conclave/1"])
        #expect(text.contains("New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"))
        #expect(text.contains("ALPN protocol: conclave/1"))
    }

    @Test(arguments: [
        (["-tls1_2", "-alpn", "conclave/1"], "alert protocol version"),
        (
            ["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256", "-alpn", "conclave/1"],
            "alert handshake failure"
        ),
        (
            ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256", "-alpn", "conclave/1"],
            "alert handshake failure"
        ),
        (["-tls1_3", "-groups", "P-384", "-alpn", "conclave/1"], "alert handshake failure"),
        (["-tls1_3"], "alert no application protocol"),
        (["-tls1_3", "-alpn", "h2"], "alert no application protocol"),
    ])
    func everythingElseIsRefusedWithItsAlert(arguments: [String], alert: String) async throws {
        let text = try await self.connect(arguments)
        #expect(text.contains(alert))
        #expect(text.contains("Cipher is (NONE)"))
    }
}
