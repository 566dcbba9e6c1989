internal import Foundation
internal import Logging
internal import NIOPosix
internal import Records
internal import Rooms
package import SecureSockets
package import Sessions
public import Units

/// A whole server on loopback for the demonstration and for tests: real port, TLS, login, database.
///
/// Its data lie in a temporary directory of their own that goes when it stops, unless it is given one.
public final class LocalServer: Sendable {
    public let host = "127.0.0.1"
    public let port: Int
    /// Of its key, for `ServerTrust.fingerprint`.
    public let fingerprint: String
    private let server: Server
    private let directory: DataDirectory
    private let isKept: Bool
    private let lock: DirectoryLock

    private init(
        _ server: Server, _ identity: ServerIdentity, _ directory: DataDirectory, isKept: Bool,
        _ lock: DirectoryLock,
    ) {
        self.lock = lock
        self.isKept = isKept
        self.server = server
        self.port = server.port
        self.fingerprint = identity.fingerprint
        self.directory = directory
    }

    /// Starts a server that knows these accounts.
    public static func start(
        accounts: [(name: String, password: [UInt8])]
    ) async throws(Failure) -> LocalServer {
        try await self.start(accounts: accounts, limits: SocketLimits())
    }

    /// The same with other limits, for tests and measurements.
    ///
    /// - Parameter kept: where its data are, and stay; the accounts are added to those there.
    package static func start(
        accounts: [(name: String, password: [UInt8])], limits: SocketLimits,
        rooms: SwitchboardLimits = SwitchboardLimits(), address: String = "127.0.0.1",
        directory kept: DataDirectory? = nil,
    ) async throws(Failure) -> LocalServer {
        let directory =
            kept
            ?? DataDirectory(
                given: NSTemporaryDirectory() + "conclave-local-" + UUID().uuidString)
        do throws(Failure) {
            try directory.prepare()
            let lock = try directory.takeLock()
            let database = try Database.open(in: directory)
            for account in accounts { try self.add(account.name, account.password, to: database) }
            let identity = try Service.identity(in: directory).identity
            let server = try await Server.start(
                database: database, vault: try FileVault(in: directory), identity: identity,
                address: address, port: 0,
                limits: limits, rooms: rooms,
                logger: Logger(label: "local") { _ in SwiftLogNoOpLogHandler() },
                on: MultiThreadedEventLoopGroup.singleton)
            return LocalServer(server, identity, directory, isKept: kept != nil, lock)
        } catch {
            if kept == nil { self.remove(directory) }
            throw error
        }
    }

    /// Ends every connection in order and removes all data that are not kept.
    public func stop() async {
        await self.server.stop()
        if !self.isKept { Self.remove(self.directory) }
    }

    /// Where its data lie, for a test that administers it while it runs.
    var data: DataDirectory { self.directory }

    private static func add(
        _ name: String, _ password: [UInt8], to database: Database
    ) throws(Failure) {
        guard let account = AccountName(name) else {
            throw Failure(.misused, "'\(name)' can't be an account's name")
        }
        // The fewest rounds that a client accepts: the file is gone before anybody could try.
        let credential = SCRAMCredential.make(
            password: password, iterations: SCRAMIterations.accepted.lowerBound)
        do throws(RecordsError) {
            try database.addAccount(account, credential, at: Moment.now.timestamp)
        } catch {
            throw Failure(error)
        }
    }

    private static func remove(_ directory: DataDirectory) {
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: directory.path)
    }
}
