internal import COpenSSL
internal import Glibc

/// Key and certificate files, read whole and replaced whole.
enum PEMFile {
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func isOpenToOthers(_ path: String) throws(SocketError) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw self.unreadable(path) }
        return status.st_mode & 0o077 != 0
    }

    /// Lets a reading function of OpenSSL at the file's bytes.
    static func read(
        _ path: String, _ parse: (OpaquePointer) -> OpaquePointer?
    ) throws(SocketError) -> OpaquePointer? {
        let bytes = try self.bytes(of: path)
        OpenSSLErrors.clear()
        guard let memory = unsafe BIO_new_mem_buf(bytes, Int32(bytes.count)) else {
            throw OpenSSLErrors.failure("BIO_new_mem_buf")
        }
        defer { unsafe BIO_free(memory) }
        // The memory is only looked at while `bytes` lives.
        return unsafe withExtendedLifetime(bytes) { unsafe parse(memory) }
    }

    /// What a writing function of OpenSSL writes.
    static func text(_ write: (OpaquePointer) -> Int32) throws(SocketError) -> [UInt8] {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else {
            throw OpenSSLErrors.failure("BIO_new")
        }
        defer { unsafe BIO_free(memory) }
        guard unsafe write(memory) == 1 else { throw OpenSSLErrors.failure("writing PEM") }
        var start: UnsafeMutablePointer<CChar>?
        let length = unsafe COpenSSL_memory(memory, &start)
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
    }

    /// Writes beside it, syncs, and renames: a crash leaves the old file, the new one, or none.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(SocketError) {
        let temporary = path + ".new"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(temporary, flags, mode)
        guard descriptor >= 0 else { throw self.unwritable(temporary) }
        let count = unsafe Glibc.write(descriptor, bytes, bytes.count)
        let isWritten = count == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else { throw self.unwritable(path) }
    }

    private static func bytes(of path: String) throws(SocketError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw self.unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < ServerIdentity.fileLengthMaximum {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw self.unreadable(path) }
            bytes.append(contentsOf: piece[..<count])
        }
        throw .cannotRead(path: path, reason: "file too long")
    }

    private static func unreadable(_ path: String) -> SocketError {
        .cannotRead(path: path, reason: unsafe String(cString: strerror(errno)))
    }

    private static func unwritable(_ path: String) -> SocketError {
        .cannotWrite(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
