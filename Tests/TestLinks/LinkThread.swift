import Foundation
import Glibc
import Synchronization
package import Units

/// A thread that moves what passes a link, and how others tell it that something has changed.
final class LinkThread: Sendable {
    private let wakeEnd: CInt
    let wokenEnd: CInt
    private let isStopping = Atomic(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    init() throws(LinkError) {
        var ends: [CInt] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw .system("pipe") }
        (self.wokenEnd, self.wakeEnd) = (ends[0], ends[1])
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(self.wakeEnd)
        close(self.wokenEnd)
    }

    func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            body()
            self.hasEnded.signal()
        }
        thread.start()
    }

    var shouldStop: Bool { self.isStopping.load(ordering: .acquiring) }

    /// Makes the thread look at everything again.
    func wake() {
        var byte: UInt8 = 0
        // A full pipe wakes as well.
        _ = unsafe write(self.wakeEnd, &byte, 1)
    }

    /// Ends the thread and waits for it.
    func stop() {
        self.isStopping.store(true, ordering: .releasing)
        self.wake()
        self.hasEnded.wait()
        self.hasEnded.signal()
    }

    /// Waits for descriptors, for `wake`, or for a moment; whatever comes first.
    func wait(for entries: inout [pollfd], until deadline: Instant?) {
        entries.append(pollfd(fd: self.wokenEnd, events: CShort(POLLIN), revents: 0))
        var milliseconds: CInt = -1
        if let deadline {
            // Rounded up, or it would turn without end before the moment.
            milliseconds = CInt(
                clamping: max(0, ((deadline - .monotonic).nanoseconds + 999_999) / 1_000_000))
        }
        _ = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
        if entries.removeLast().revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while unsafe read(self.wokenEnd, &bytes, bytes.count) > 0 {}
        }
    }
}

extension Instant {
    /// Now, on the machine's monotonic clock.
    package static var monotonic: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// Why a link could not be made.
package enum LinkError: Error, Equatable, CustomStringConvertible {
    /// The system's reason for refusing a call.
    case refused(call: String, reason: String)

    static func system(_ call: String) -> LinkError {
        .refused(call: call, reason: unsafe String(cString: strerror(errno)))
    }

    package var description: String {
        switch self {
        case .refused(let call, let reason): "\(call): \(reason)"
        }
    }
}
