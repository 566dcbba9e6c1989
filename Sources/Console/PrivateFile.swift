internal import Foundation
public import Units

/// Files that hold secrets or trust: 0600 in directories of 0700, replaced as a whole.
public enum PrivateFile {
    /// The longest such file that is read; keys and pins of hundreds of servers fit.
    public static let lengthMaximum = ByteCount.mebibytes(1)

    /// The content, or nil if there is no such file. A file that others may read is refused.
    public static func read(_ path: String) throws(Failure) -> [UInt8]? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw Self.failure("read", path) }
            return nil
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                .configuration, "\(path) can be read by others",
                hint: "chmod 600 \(path)")
        }
        guard status.st_size <= Self.lengthMaximum.bytes else {
            throw Failure(.badData, "\(path) is longer than \(Self.lengthMaximum)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Self.failure("read", path)
        }
        return Array(data)
    }

    /// Writes a temporary file beside it, syncs it, and renames: a crash leaves the old or the new.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        try Self.makeDirectory((path as NSString).deletingLastPathComponent)
        let temporary = path + ".new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("create", temporary) }
        let isWritten = unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = unsafe Foundation.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                guard count > 0 else { return false }
                written += count
            }
            return fsync(descriptor) == 0
        }
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            throw Self.failure("write", path)
        }
    }

    /// Removes a file; one that is not there is fine.
    public static func remove(_ path: String) throws(Failure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw Self.failure("remove", path)
        }
    }

    public static func makeDirectory(_ path: String) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.failure("create", path)
        }
    }

    private static func failure(_ verb: String, _ path: String) -> Failure {
        Failure(
            .inputOutput, "cannot \(verb) \(path): \(unsafe String(cString: strerror(errno)))")
    }
}
