internal import Foundation
package import Units

/// Where a server keeps database, key and certificate: a directory that nobody else can enter.
public struct DataDirectory: Sendable, Hashable {
    public let path: String

    /// The flag, else `CONCLAVED_DATA`, else `/var/lib/conclaved` for root and the XDG data directory
    /// for everybody else.
    ///
    /// A relative path begins where the program was started.
    public init(given: String?) {
        self.init(
            given: given, environment: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0)
    }

    init(given: String?, environment: [String: String], isRoot: Bool) {
        func named(_ variable: String) -> String? {
            environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        // The specification of base directories: a relative path is to be ignored.
        let base =
            named("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (named("HOME") ?? "/") + "/.local/share"
        self.path =
            given ?? named("CONCLAVED_DATA")
            ?? (isRoot ? "/var/lib/conclaved" : base + "/conclaved")
    }

    package var database: String { self.path + "/conclaved.sqlite" }
    var key: String { self.path + "/server.key" }
    var certificate: String { self.path + "/server.pem" }
    private var lock: String { self.path + "/lock" }

    /// Makes the directory if it is missing, and refuses one that others can enter.
    package func prepare() throws(Failure) {
        if !FileManager.default.fileExists(atPath: self.path) {
            do {
                try FileManager.default.createDirectory(
                    atPath: self.path, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw Failure(
                    .cannotCreate,
                    "cannot create data directory '\(self.path)': \(self.systemWords)",
                    hint: "name another with --data or CONCLAVED_DATA")
            }
        }
        try self.check()
    }

    /// Whether the directory is there and private.
    func check() throws(Failure) {
        var status = stat()
        guard unsafe stat(self.path, &status) == 0 else {
            throw Failure(
                .noInput, "cannot read data directory '\(self.path)': \(self.systemWords)",
                hint: "name another with --data or CONCLAVED_DATA")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.configuration, "'\(self.path)' is not a directory")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                .configuration, "data directory '\(self.path)' can be entered by others",
                hint: "chmod 700 \(self.path)")
        }
        guard unsafe access(self.path, R_OK | W_OK | X_OK) == 0 else {
            throw Failure(
                .notPermitted, "data directory '\(self.path)' belongs to somebody else",
                hint: "run conclaved as its owner")
        }
    }

    private var systemWords: String { unsafe String(cString: strerror(errno)) }

    /// Takes the directory for one server: two would give out the same revisions.
    ///
    /// The kernel lets go of it when the process ends, however it ends.
    func takeLock() throws(Failure) -> DirectoryLock {
        let descriptor = unsafe open(self.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "cannot open '\(self.lock)': \(self.systemWords)")
        }
        guard Self.tryLock(descriptor) else {
            close(descriptor)
            throw Failure(
                .unavailable, "another conclaved serves from '\(self.path)'",
                hint: "stop it, or give this one a directory of its own with --data")
        }
        return DirectoryLock(descriptor)
    }

    /// Who asks whether a server runs holds the lock for an instant, too, so a few tries it takes.
    private static func tryLock(_ descriptor: Int32) -> Bool {
        for _ in 0..<10 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    /// Whether a server has the directory.
    func isServed() throws(Failure) -> Bool {
        let descriptor = unsafe open(self.lock, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else {
                throw Failure(.noInput, "cannot read '\(self.lock)': \(self.systemWords)")
            }
            return false
        }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}

/// Holds a data directory until it goes.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(self.descriptor) }
}
