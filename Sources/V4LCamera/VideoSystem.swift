internal import CVideo4Linux
internal import Glibc

/// The system calls a camera is driven by, so that tests can be the kernel and fail at any of them.
///
/// Results are as the kernel gives them: negative is an error number with its sign changed.
@safe
struct VideoSystem: Sendable {
    var open: @Sendable (_ path: String) -> Int32
    var close: @Sendable (_ file: Int32) -> Void
    /// The argument is what the request takes, good for the length of the call.
    var control:
        @Sendable (_ file: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32
    /// Memory the kernel writes pictures to; nil with the error number in `errno` otherwise.
    var map: @Sendable (_ file: Int32, _ length: Int, _ offset: Int) -> UnsafeMutableRawPointer?
    var unmap: @Sendable (_ memory: UnsafeMutableRawPointer, _ length: Int) -> Void
    /// Waits for a picture: 0 none in that time, 1 there is one or an error to fetch.
    var wait: @Sendable (_ file: Int32, _ milliseconds: Int32) -> Int32

    /// The kernel itself.
    static let kernel = unsafe VideoSystem(
        open: { path in
            let file = unsafe Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
            return file < 0 ? -errno : file
        },
        close: { _ = Glibc.close($0) },
        control: { file, request, argument in
            while true {
                if unsafe CVideo4Linux_ioctl(file, request, argument) >= 0 { return 0 }
                guard errno == EINTR else { return -errno }
            }
        },
        map: { file, length, offset in
            let memory = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, offset)
            return unsafe memory == MAP_FAILED ? nil : memory
        },
        unmap: { unsafe _ = munmap($0, $1) },
        wait: { file, milliseconds in
            var entry = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            let result = unsafe poll(&entry, 1, milliseconds)
            return result < 0 ? -errno : result
        })
}
