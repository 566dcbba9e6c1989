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
    ///
    /// Of two programs that write at the same time, one's file stays as a whole.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        try Self.makeDirectory((path as NSString).deletingLastPathComponent)
        let (temporary, descriptor) = try Self.createTemporary(beside: path)
        let isWritten = Self.writeAll(bytes, to: descriptor)
        let reason = errno
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            if !isWritten { errno = reason }
            let failure = Self.failure("write", path)
            unsafe unlink(temporary)
            throw failure
        }
    }

    /// A new file of a name that nobody else has.
    private static func createTemporary(
        beside path: String
    ) throws(Failure) -> (path: String, descriptor: Int32) {
        while true {
            let temporary = path + "." + String(UInt64.random(in: 0 ... .max), radix: 16) + ".new"
            let descriptor = unsafe open(
                temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (temporary, descriptor) }
            guard errno == EEXIST || errno == EINTR else {
                throw Self.failure("create", temporary)
            }
        }
    }

    /// Whether all of it is on the disk; if not, errno says why.
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
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
