internal import Foundation
internal import Synchronization

/// A thread of its own for work that blocks, with a name for `top -H` and an end that is waited for.
final class NamedThread: Sendable {
    private let isStopping = Atomic(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Starts at once. The body returns soon after `shouldStop` answers true.
    init(_ name: String, _ body: @escaping @Sendable (_ shouldStop: () -> Bool) -> Void) {
        let thread = Thread { [self] in
            Self.nameCurrentThread(name)
            body { self.isStopping.load(ordering: .acquiring) }
            self.hasEnded.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    func stop() {
        self.isStopping.store(true, ordering: .releasing)
    }

    /// Stops and waits for the end; again and again, if need be, but never on the thread itself.
    func join() {
        self.stop()
        self.hasEnded.wait()
        self.hasEnded.signal()
    }
}

extension NamedThread {
    /// Names the calling thread, up to 15 bytes; without /proc it stays nameless.
    ///
    /// Foundation's own name stays in the process, and `pthread_setname_np` is hidden from Swift.
    private static func nameCurrentThread(_ name: String) {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        unsafe _ = write(file, name, name.utf8.count)
        close(file)
    }

    /// Asks the system to prefer the calling thread to everything that is not a sound device's.
    ///
    /// Ordinary users are refused (EPERM) unless their limits say otherwise; then sound has as much
    /// of the machine as everybody, which is enough unless it is overloaded.
    static func preferForSound() {
        var parameters = sched_param()
        // Above 0, below what a desktop's own sound server takes.
        parameters.sched_priority = 5
        _ = unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
    }

    /// Sleeps until an instant on the monotonic clock; not at all if it has passed.
    static func sleep(nanoseconds: Int64) {
        guard nanoseconds > 0 else { return }
        var duration = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        var rest = timespec()
        while unsafe nanosleep(&duration, &rest) != 0, errno == EINTR { duration = rest }
    }
}
