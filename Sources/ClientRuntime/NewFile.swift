internal import Glibc
internal import Units

/// Opens files to write that are not there yet; pipes and devices may be.
enum NewFile {
    /// Opens for writing, without waiting for a pipe's reader.
    ///
    /// - Throws: 73 for a file that exists, or can't be made.
    static func create(_ path: String) throws(Failure) -> Int32 {
        let flags = O_WRONLY | O_CLOEXEC | O_NONBLOCK
        let made = unsafe open(path, flags | O_CREAT | O_EXCL, 0o644)
        if made >= 0 { return made }
        guard errno == EEXIST else { throw Self.failure(path) }
        // Without O_TRUNC: what it is shows only once it is open.
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG else {
            close(descriptor)
            throw Failure(
                .cannotCreate, "'\(path)' exists already",
                hint: "name another file, or remove this one first")
        }
        return descriptor
    }

    private static func failure(_ path: String) -> Failure {
        Failure(.cannotCreate, "cannot create '\(path)': \(SystemReason.last)")
    }
}
