private import Glibc

/// A new file that grows at its end and can be corrected further up.
///
/// `length` is the end of what was written whole. A write that fails leaves it as it was, and the
/// next one starts there again, so that half a block is never in the middle of a file.
struct OutputFile: ~Copyable {
    let path: String
    private(set) var length: Int64
    private let descriptor: Int32
    /// The disk is full after so many bytes; only tests have such disks.
    private let space: Int64

    /// Creates the file, readable by everybody as the umask allows; refuses one that exists.
    ///
    /// Leaves no file if its first bytes can't be written.
    static func create(
        _ path: String, beginningWith bytes: [UInt8], space: Int64 = .max
    ) throws(WebMError) -> OutputFile {
        guard !path.utf8.contains(0) else {
            throw .failed(path: path, call: "open", reason: "the name contains a zero byte")
        }
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = Self.retrying { unsafe open(path, flags, 0o644) }
        guard descriptor >= 0 else { throw Self.error(errno, path: path, call: "open") }
        var file = OutputFile(path: path, owning: descriptor, space: space)
        do throws(WebMError) {
            try file.append(bytes)
        } catch {
            unsafe unlink(path)
            throw error
        }
        return file
    }

    private init(path: String, owning descriptor: Int32, space: Int64) {
        self.path = path
        self.length = 0
        self.descriptor = descriptor
        self.space = space
    }

    deinit {
        // Nothing left to lose: whoever wanted to know called `sync`.
        close(self.descriptor)
    }

    mutating func append(_ bytes: [UInt8]) throws(WebMError) {
        try self.write(bytes, at: self.length)
        self.length += Int64(bytes.count)
    }

    /// Replaces bytes before the end.
    mutating func overwrite(_ bytes: [UInt8], at offset: Int64) throws(WebMError) {
        precondition(
            offset >= 0 && offset + Int64(bytes.count) <= self.length,
            "a correction stays inside the file")
        try self.write(bytes, at: offset)
    }

    /// Cuts off what a failed write left behind the end.
    mutating func trim() throws(WebMError) {
        let descriptor = self.descriptor
        let length = Int(self.length)
        guard Self.retrying({ ftruncate(descriptor, length) }) == 0 else {
            throw Self.error(errno, path: self.path, call: "ftruncate")
        }
    }

    /// Waits until what was written is on the disk.
    mutating func sync() throws(WebMError) {
        let descriptor = self.descriptor
        guard Self.retrying({ fdatasync(descriptor) }) == 0 else {
            throw Self.error(errno, path: self.path, call: "fdatasync")
        }
    }

    private func write(_ bytes: [UInt8], at offset: Int64) throws(WebMError) {
        var written = 0
        while written < bytes.count {
            let position = offset + Int64(written)
            let count = Int(min(Int64(bytes.count - written), self.space - position))
            guard count > 0 else { throw Self.error(ENOSPC, path: self.path, call: "pwrite") }
            let result = unsafe bytes.withUnsafeBytes { bytes in
                let start = unsafe bytes.baseAddress.unsafelyUnwrapped + written
                return unsafe pwrite(self.descriptor, start, count, Int(position))
            }
            if result < 0 && errno == EINTR { continue }
            guard result > 0 else {
                throw Self.error(result < 0 ? errno : ENOSPC, path: self.path, call: "pwrite")
            }
            written += result
        }
    }

    private static func retrying(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func error(_ code: Int32, path: String, call: String) -> WebMError {
        let reason = unsafe String(cString: strerror(code))
        switch code {
        case EEXIST: return .exists(path: path)
        case ENOSPC, EDQUOT: return .diskFull(path: path, call: call, reason: reason)
        default: return .failed(path: path, call: call, reason: reason)
        }
    }
}
