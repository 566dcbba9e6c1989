internal import Console
internal import Foundation
internal import Logging
internal import NIOPosix
internal import Records
internal import SecureSockets
public import Units

/// The server as a program, from its first start to its clean end.
public enum Service {
    /// Descriptors beside those of connections: database, log, listener, event loops.
    private static let spareDescriptors = 64

    /// Serves until INT or TERM.
    ///
    /// Prints where it listens and the key's fingerprint on standard output, `listening` last, so
    /// that a script can wait for that line. The log goes to standard error.
    public static func run(_ configuration: ServerConfiguration) async throws(Failure) {
        let signals = StopSignals()
        let directory = configuration.directory
        try directory.prepare()
        let lock = try directory.takeLock()
        defer { withExtendedLifetime(lock) {} }
        let (identity, isNew) = try self.identity(in: directory)
        let database = try Database.open(in: directory)
        let logger = Logger(label: "conclaved") { _ in
            ServerLogHandler(format: configuration.logFormat)
        }
        let server = try await Server.start(
            database: database, vault: try FileVault(in: directory), identity: identity,
            address: self.address(configuration.address), port: configuration.port,
            limits: self.limits(configuration.socketLimits), logger: logger,
            on: MultiThreadedEventLoopGroup.singleton)
        if isNew { Console.print("made a key and a certificate in \(directory.path)") }
        Console.print("fingerprint \(identity.fingerprint)")
        Console.print("listening on \(self.place(server.address, server.port))")
        logger.info(
            "serving",
            metadata: [
                "address": "\(server.address)", "port": "\(server.port)",
                "version": "\(ProgramVersion.text)",
            ])
        await signals.wait()
        logger.info("stopping", metadata: ["signal": "\(signals.received ?? 0)"])
        await server.stop()
        logger.info("stopped")
    }

    static func identity(
        in directory: DataDirectory
    ) throws(Failure) -> (identity: ServerIdentity, isNew: Bool) {
        do throws(SocketError) {
            return try ServerIdentity.loadOrMake(
                certificatePath: directory.certificate, keyPath: directory.key)
        } catch {
            throw Failure(error)
        }
    }

    /// `[::]:4307`, `192.0.2.1:4307`.
    private static func place(_ address: String, _ port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    /// Every address means the IPv4 ones where the machine has no IPv6.
    private static func address(_ given: String) -> String {
        guard given == "::" else { return given }
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return "0.0.0.0" }
        close(descriptor)
        return given
    }

    /// As many connections as the system lets us have, after asking for more.
    static func limits(_ limits: SocketLimits) -> SocketLimits {
        var files = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(kind, &files) == 0 else { return limits }
        let wanted = rlim_t(limits.connectionMaximum + self.spareDescriptors)
        if files.rlim_cur < wanted {
            files.rlim_cur = min(wanted, files.rlim_max)
            // What the system refuses, the limit below respects.
            _ = unsafe setrlimit(kind, &files)
            _ = unsafe getrlimit(kind, &files)
        }
        var limits = limits
        let possible = Int(clamping: files.rlim_cur) - self.spareDescriptors
        limits.connectionMaximum = max(1, min(limits.connectionMaximum, possible))
        return limits
    }
}

extension Database {
    static func open(in directory: DataDirectory) throws(Failure) -> Database {
        do throws(RecordsError) { return try Database(path: directory.database) } catch {
            throw Failure(error)
        }
    }
}
