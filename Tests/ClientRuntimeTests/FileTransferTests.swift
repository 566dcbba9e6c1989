import Foundation
import ServerRuntime
import Sessions
import Synchronization
import Testing
import Units
import Wire

@testable import ClientRuntime

/// Files against the real server, over a connection that is cut on the way.
@Suite(.serialized) struct FileTransferTests {
    private static let accounts = ["ada", "bob"].map { DemoCast.Account($0) }

    /// A folder that goes with it.
    private final class Folder {
        let path = NSTemporaryDirectory() + "conclave-files-" + UUID().uuidString

        init() throws {
            try FileManager.default.createDirectory(
                atPath: self.path, withIntermediateDirectories: false)
        }

        // What can't be removed is the temporary directory's to sweep.
        deinit { try? FileManager.default.removeItem(atPath: self.path) }
    }

    private struct Hall {
        var ada: Client
        var adasFiles: FileTransfer
        var bob: Client
        var bobsFiles: FileTransfer
        var proxy: CuttingProxy
        /// Cut when so many windows are through.
        let cuts: Cuts
    }

    /// Cuts the connection after each of some numbers of bytes, once.
    private final class Cuts: Sendable {
        private let due: Mutex<[UInt64]>
        private let proxy: CuttingProxy

        init(after due: [UInt64], _ proxy: CuttingProxy) {
            self.due = Mutex(due)
            self.proxy = proxy
        }

        func passed(_ count: UInt64) {
            let isDue = self.due.withLock { due in
                guard let first = due.first, count >= first else { return false }
                due.removeFirst()
                return true
            }
            if isDue { self.proxy.cut() }
        }
    }

    private static func withHall(
        cutsAfter due: [UInt64], _ body: (Hall) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(
            accounts: Self.accounts.map { ($0.name, $0.password) })
        let proxy = try await CuttingProxy.start(to: server.port)
        let cuts = Cuts(after: due, proxy)
        let stage = DemoCast.Stage(
            server: ServerAddress(host: server.host, port: proxy.port),
            fingerprint: server.fingerprint)
        var limits = ClientLimits()
        limits.isPersistent = true
        var clients: [(Client, FileTransfer)] = []
        for account in Self.accounts {
            let transfer = FileTransfer { done, _ in cuts.passed(done) }
            let client = try await account.logIn(stage, history: .never, limits: limits) {
                transfer.hear($0)
            }
            clients.append((client, transfer))
        }
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await body(
                    Hall(
                        ada: clients[0].0, adasFiles: clients[0].1, bob: clients[1].0,
                        bobsFiles: clients[1].1, proxy: proxy, cuts: cuts)))
        } catch { result = .failure(error) }
        for (client, _) in clients { await client.stop() }
        await proxy.stop()
        await server.stop()
        try result.get()
    }

    @Test(arguments: [[], [100_000, 250_000, 400_000]] as [[UInt64]])
    func `a file arrives whole, however often the connection is cut`(cuts: [UInt64]) async throws {
        let folder = try Folder()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        let path = folder.path + "/plan.bin"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try await Self.withHall(cutsAfter: cuts) { hall in
            let chat = try await hall.ada.chat(named: "@bob")
            let posted = try await hall.adasFiles.send(
                SourceFile(path), to: chat.id, caption: "the plan", over: hall.ada)
            let copy = folder.path + "/copy.bin"
            let target = try TargetFile(copy)
            try await hall.bobsFiles.fetch(posted.revision, into: target, over: hall.bob)
            #expect(FileManager.default.contents(atPath: copy).map(Array.init) == bytes)
            #expect(!FileManager.default.fileExists(atPath: copy + ".part"))
            #expect(throws: Failure.self) { try TargetFile(copy) }
        }
    }

    @Test func `who does not see the message gets no file`() async throws {
        let folder = try Folder()
        let path = folder.path + "/secret.txt"
        try Data("sesame".utf8).write(to: URL(fileURLWithPath: path))
        try await Self.withHall(cutsAfter: []) { hall in
            var new = NewChat()
            new.kind = .favourites
            let notes = try await hall.ada.newChat(new)
            let posted = try await hall.adasFiles.send(
                SourceFile(path), to: notes.id, caption: "", over: hall.ada)
            let target = try TargetFile(folder.path + "/copy.txt")
            await #expect(throws: Failure(.notFound, "there is no such file")) {
                try await hall.bobsFiles.fetch(posted.revision, into: target, over: hall.bob)
            }
        }
    }
}
