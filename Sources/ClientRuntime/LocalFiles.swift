internal import Foundation
internal import SecureSockets
internal import Units

/// A file to send: a regular one, read from where it is needed.
final class SourceFile: Sendable {
    let name: String
    /// Bytes.
    let size: UInt64
    private let path: String
    private let descriptor: Int32

    /// - Throws: 66 for what can't be read or is no file.
    init(_ path: String) throws(Failure) {
        self.path = path
        self.name = String(path.split(separator: "/").last ?? "")
        self.descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard self.descriptor >= 0 else {
            throw Failure(.noInput, "cannot read '\(path)': \(SystemReason.last)")
        }
        var status = stat()
        guard unsafe fstat(self.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size > 0
        else {
            close(self.descriptor)
            throw Failure(.noInput, "'\(path)' is no file, or empty")
        }
        self.size = UInt64(clamping: status.st_size)
    }

    deinit { close(self.descriptor) }

    /// - Throws: 66 if there is less of it than there was.
    func read(at offset: UInt64, count: Int) throws(Failure) -> [UInt8] {
        let wanted = Int(min(UInt64(count), self.size - min(offset, self.size)))
        let bytes = FileBytes.read(self.descriptor, at: offset, count: wanted)
        guard bytes.count == wanted else {
            throw Failure(.noInput, "'\(self.path)' became shorter while it was sent")
        }
        return bytes
    }

    func digest() throws(Failure) -> [UInt8] {
        try FileBytes.digest(self.descriptor, size: self.size)
    }
}

/// A file that is fetched: it has `.part` behind its name until all of it is there, and is right.
final class TargetFile {
    private(set) var size: UInt64
    private let path: String
    private let descriptor: Int32
    private var part: String { self.path + ".part" }

    /// Goes on with what an earlier attempt has left.
    ///
    /// - Throws: 73 for a file that exists, or can't be made.
    init(_ path: String) throws(Failure) {
        self.path = path
        guard unsafe access(path, F_OK) != 0 else {
            throw Failure(
                .cannotCreate, "'\(path)' exists already",
                hint: "name another file with --output, or remove this one first")
        }
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
        self.descriptor = unsafe open(path + ".part", flags, 0o600)
        guard self.descriptor >= 0 else {
            throw Failure(.cannotCreate, "cannot create '\(path).part': \(SystemReason.last)")
        }
        var status = stat()
        self.size =
            unsafe fstat(self.descriptor, &status) == 0 ? UInt64(clamping: status.st_size) : 0
    }

    deinit { close(self.descriptor) }

    func append(_ bytes: [UInt8]) throws(Failure) {
        let count = unsafe write(self.descriptor, bytes, bytes.count)
        guard count == bytes.count else {
            throw Failure(.inputOutput, "cannot write '\(self.part)': \(SystemReason.last)")
        }
        self.size += UInt64(bytes.count)
    }

    /// Compares with the sender's digest and gives the file its name.
    func finish(digest: [UInt8]) throws(Failure) {
        guard try FileBytes.digest(self.descriptor, size: self.size) == digest else {
            _ = unsafe unlink(self.part)
            throw Failure(
                .badData, "what came is not what was sent", hint: "fetch it again from the start")
        }
        // Never over a file that has come meanwhile.
        guard unsafe link(self.part, self.path) == 0, unsafe unlink(self.part) == 0 else {
            throw Failure(.cannotCreate, "cannot create '\(self.path)': \(SystemReason.last)")
        }
    }
}

private enum FileBytes {
    /// What is there, up to the count.
    static func read(_ descriptor: Int32, at offset: UInt64, count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let length = unsafe pread(
                descriptor, buffer.baseAddress, count, off_t(clamping: offset))
            initialized = max(0, length)
        }
    }

    static func digest(_ descriptor: Int32, size: UInt64) throws(Failure) -> [UInt8] {
        var digest = RunningDigest()
        var offset: UInt64 = 0
        while offset < size {
            let bytes = self.read(descriptor, at: offset, count: 1 << 16)
            guard !bytes.isEmpty else {
                throw Failure(.noInput, "a file became shorter while it was read")
            }
            digest.update(bytes)
            offset += UInt64(bytes.count)
        }
        return digest.finish()
    }
}
