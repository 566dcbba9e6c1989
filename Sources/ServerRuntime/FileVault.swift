internal import Foundation
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Units

/// Where the bytes of files lie: uploads under their numbers, finished ones under their digests, so
/// that the same bytes are there once. All of it is private to the server (0600 in 0700).
///
/// Everything here blocks, and is called from one thread.
struct FileVault: Sendable {
    private let uploads: String
    private let kept: String

    /// Makes the two folders in a server's data directory.
    init(in directory: DataDirectory) throws(Failure) {
        self.uploads = directory.path + "/uploads"
        self.kept = directory.path + "/files"
        for path in [self.uploads, self.kept] {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw Failure(.cannotCreate, "cannot create '\(path)': \(Self.systemWords)")
            }
        }
    }

    func perform(_ job: FileJob) -> StoreReply {
        do {
            switch job {
            case .measure(let number): return .measured(try self.size(ofUpload: number))
            case .append(let number, let offset, let bytes):
                return .measured(try self.append(bytes, to: number, at: offset))
            case .finish(let file): return try self.finish(file)
            case .read(let file, let offset, let count):
                return .bytes(try self.read(file, at: offset, count: count))
            case .forget(let files):
                for file in files {
                    // Most have no upload any more, and some never had bytes.
                    _ = unsafe unlink(self.upload(file.number))
                    guard let digest = file.digest else { continue }
                    _ = unsafe unlink(self.kept + "/" + Self.name(digest))
                }
                return .stored
            }
        } catch {
            return .failed(reason: "files: \(error)")
        }
    }

    /// Removes what no message and no upload has any more.
    func sweep(keeping files: [FileRecord]) {
        self.sweep(self.kept, Set(files.map { Self.name($0.digest) }))
        self.sweep(self.uploads, Set(files.map { "\($0.number)" }))
    }

    private func sweep(_ folder: String, _ kept: Set<String>) {
        // What can't be listed or removed stays until the next sweep.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where !kept.contains(name) {
            try? FileManager.default.removeItem(atPath: folder + "/" + name)
        }
    }

    // MARK: Uploads

    private func size(ofUpload number: UInt64) throws -> UInt64 {
        let descriptor = try self.open(self.upload(number), O_RDONLY | O_CREAT)
        defer { close(descriptor) }
        return try Self.size(of: descriptor)
    }

    private func append(_ bytes: [UInt8], to number: UInt64, at offset: UInt64) throws -> UInt64 {
        let descriptor = try self.open(self.upload(number), O_WRONLY | O_CREAT)
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress! + written, buffer.count - written,
                    off_t(clamping: offset) + off_t(written))
            }
            guard count > 0 else { throw VaultError.system("pwrite", Self.systemWords) }
            written += count
        }
        return offset + UInt64(bytes.count)
    }

    /// A file whose digest is another is thrown away.
    private func finish(_ file: FileRecord) throws -> StoreReply {
        let path = self.upload(file.number)
        let descriptor = try self.open(path, O_RDONLY)
        defer { close(descriptor) }
        guard try Self.size(of: descriptor) == file.size else { return .denied(.notPossibleNow) }
        guard try Self.digest(of: descriptor) == file.digest else {
            _ = unsafe unlink(path)
            return .denied(.protocolMismatch)
        }
        let kept = self.kept + "/" + Self.name(file.digest)
        guard fsync(descriptor) == 0, unsafe rename(path, kept) == 0 else {
            throw VaultError.system("rename", Self.systemWords)
        }
        // A name is durable when its folder is.
        let folder = try self.open(self.kept, O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw VaultError.system("fsync", Self.systemWords) }
        return .stored
    }

    // MARK: Finished files

    private func read(_ file: FileRecord, at offset: UInt64, count: Int) throws -> [UInt8] {
        let path = self.kept + "/" + Self.name(file.digest)
        let descriptor = try self.open(path, O_RDONLY)
        defer { close(descriptor) }
        return try Self.read(descriptor, at: offset, count: count)
    }

    private static func read(
        _ descriptor: Int32, at offset: UInt64, count: Int
    ) throws -> [UInt8] {
        var length = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            length = unsafe pread(
                descriptor, buffer.baseAddress, count, off_t(clamping: offset))
            initialized = max(0, length)
        }
        guard length >= 0 else { throw VaultError.system("pread", Self.systemWords) }
        return bytes
    }

    private static func digest(of descriptor: Int32) throws -> [UInt8] {
        var digest = RunningDigest()
        var offset: UInt64 = 0
        while true {
            let bytes = try Self.read(descriptor, at: offset, count: 1 << 16)
            guard !bytes.isEmpty else { return digest.finish() }
            digest.update(bytes)
            offset += UInt64(bytes.count)
        }
    }

    // MARK: Parts

    private func upload(_ number: UInt64) -> String { self.uploads + "/\(number)" }

    private static func name(_ digest: [UInt8]) -> String {
        digest.map { octet in
            let text = String(octet, radix: 16)
            return octet < 16 ? "0" + text : text
        }.joined()
    }

    private func open(_ path: String, _ flags: Int32) throws -> Int32 {
        let descriptor = unsafe Foundation.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw VaultError.system("open", Self.systemWords) }
        return descriptor
    }

    private static func size(of descriptor: Int32) throws -> UInt64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw VaultError.system("fstat", self.systemWords)
        }
        return UInt64(clamping: status.st_size)
    }

    private static var systemWords: String { unsafe String(cString: strerror(errno)) }
}

private enum VaultError: Error {
    case system(_ call: String, _ reason: String)
}
