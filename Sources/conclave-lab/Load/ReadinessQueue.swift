import CLinux
import Glibc

/// Tells which of many descriptors have something to read, at a cost that their number doesn't change.
@safe final class ReadinessQueue {
    /// Descriptors told of at once; the others come with the next call.
    private static let countMaximum = 256

    private let descriptor: CInt
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: countMaximum)

    init() throws(LoadError) {
        self.descriptor = epoll_create1(0)
        guard self.descriptor >= 0 else { throw .system("epoll_create1") }
    }

    deinit { close(self.descriptor) }

    func watch(_ descriptor: CInt, as index: Int) throws(LoadError) {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        unsafe event.data.u64 = UInt64(index)
        guard unsafe epoll_ctl(self.descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
            throw .system("epoll_ctl")
        }
    }

    func forget(_ descriptor: CInt) throws(LoadError) {
        guard epoll_ctl(self.descriptor, EPOLL_CTL_DEL, descriptor, nil) == 0 else {
            throw .system("epoll_ctl")
        }
    }

    /// The indices of those that have something to read, after at most so many milliseconds.
    func wait(_ milliseconds: CInt) -> [Int] {
        let count = unsafe epoll_wait(
            self.descriptor, &self.events, CInt(Self.countMaximum), milliseconds)
        return unsafe self.events.prefix(Int(max(0, count))).map { unsafe Int($0.data.u64) }
    }
}
