internal import CLinux
internal import Foundation
internal import Synchronization

/// A thread of its own for work that blocks, with a name for `top -H` and an end that is waited for.
final class NamedThread: Sendable {
    private let isStopping = Atomic(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Starts at once. The body returns soon after `shouldStop` answers true.
    init(_ name: String, _ body: @escaping @Sendable (_ shouldStop: () -> Bool) -> Void) {
        let thread = Thread { [self] in
            _ = CLinux_setThreadName(name)
            body { self.isStopping.load(ordering: .acquiring) }
            self.hasEnded.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    func stop() {
        self.isStopping.store(true, ordering: .releasing)
    }

    /// Stops and waits for the end; once.
    func join() {
        self.stop()
        self.hasEnded.wait()
    }
}

extension NamedThread {
    /// Sleeps until an instant on the monotonic clock; not at all if it has passed.
    static func sleep(nanoseconds: Int64) {
        guard nanoseconds > 0 else { return }
        var duration = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        while unsafe nanosleep(&duration, &duration) != 0, errno == EINTR {}
    }
}
