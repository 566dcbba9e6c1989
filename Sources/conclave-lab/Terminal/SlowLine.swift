import CLinux
import Dispatch
import Foundation
import Synchronization
import Units

/// A terminal at the end of a line: a pseudo-terminal whose bytes arrive late, at a rate, and which answers
/// status requests when it has got that far.
///
/// A buffer of 1 MiB stands before the line, as sockets and ssh have it: whoever does not look at the
/// answers fills it and falls behind.
final class SlowLine: Sendable {
    struct Arrival {
        /// Bytes that had been sent up to here.
        var byteCount: Int
        var at: Instant
    }

    private static let bufferSize = 1 << 20
    private static let statusRequest = Array("\u{1B}[5n".utf8)

    let slave: Int32
    private let master: Int32
    /// Bytes a second; nil for a line without an end.
    private let rate: Int?
    private let delay: Duration
    private let arrivals = Mutex<[Arrival]>([])
    private let watched = Mutex<(text: [UInt8], at: Instant?)>(([], nil))
    private let isOver = Atomic(false)

    init?(columns: Int, rows: Int, rate: Int?, delay: Duration) {
        let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        let number = CLinux_unlockPseudoTerminal(master)
        self.slave = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard self.slave >= 0 else { return nil }
        (self.master, self.rate, self.delay) = (master, rate, delay)
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        unsafe _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Carries bytes until `stop`, on two threads.
    func start() {
        let queue = LineQueue(limit: Self.bufferSize)
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !self.isOver.load(ordering: .relaxed) {
                var wait = pollfd(fd: self.master, events: Int16(POLLIN), revents: 0)
                guard unsafe poll(&wait, 1, 50) > 0 else { continue }
                let count = unsafe read(self.master, &buffer, buffer.count)
                if count <= 0 { break }
                queue.put(buffer.prefix(count))
            }
            queue.close()
        }
        Thread.detachNewThread { self.carry(queue) }
    }

    private func carry(_ queue: LineQueue) {
        var sent = 0
        var due = Instant.monotonic
        var matched = 0
        while let bytes = queue.take(most: 256) {
            let now = Instant.monotonic
            due = max(due, now)
            if let rate = self.rate {
                due = due + .nanoseconds(bytes.count * 1_000_000_000 / rate)
                Self.sleep(until: due)
            }
            for byte in bytes {
                matched = byte == Self.statusRequest[matched] ? matched + 1 : byte == 0x1B ? 1 : 0
                sent += 1
                guard matched == Self.statusRequest.count else { continue }
                matched = 0
                self.arrived(sent, at: due + self.delay)
            }
            self.look(bytes, at: due + self.delay)
        }
    }

    /// The terminal has drawn a frame: its answer is on its way back.
    private func arrived(_ byteCount: Int, at time: Instant) {
        self.arrivals.withLock { $0.append(Arrival(byteCount: byteCount, at: time)) }
        let answer = time + self.delay
        if self.delay == .zero { return self.type("\u{1B}[0n") }
        let wait = max(0, (answer - .monotonic).nanoseconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(wait))) {
            self.type("\u{1B}[0n")
        }
    }

    private func look(_ bytes: [UInt8], at time: Instant) {
        self.watched.withLock { watched in
            guard !watched.text.isEmpty, watched.at == nil,
                bytes.firstRange(of: watched.text) != nil
            else { return }
            watched.at = time
        }
    }

    func type(_ text: String) {
        unsafe _ = write(self.master, text, text.utf8.count)
    }

    /// Begins to look for a text among what arrives.
    func watch(for text: String) {
        self.watched.withLock { $0 = (Array(text.utf8), nil) }
    }

    /// When the text that is looked for arrived.
    var seen: Instant? { self.watched.withLock { $0.at } }

    func takeArrivals() -> [Arrival] {
        self.arrivals.withLock { arrivals in
            defer { arrivals.removeAll() }
            return arrivals
        }
    }

    private static func sleep(until due: Instant) {
        let seconds = Double((due - .monotonic).nanoseconds) / 1e9
        if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
    }

    func stop() { self.isOver.store(true, ordering: .relaxed) }
}

/// Bytes before the line; whoever finds it full waits.
private final class LineQueue: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var start = 0
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)

    init(limit: Int) { self.limit = limit }

    func put(_ bytes: some Collection<UInt8>) {
        while self.state.withLock({ $0.bytes.count - $0.start >= self.limit && !$0.isClosed }) {
            Thread.sleep(forTimeInterval: 0.001)
        }
        self.state.withLock { state in
            if state.start > self.limit {
                state.bytes.removeFirst(state.start)
                state.start = 0
            }
            state.bytes += bytes
        }
        self.filled.signal()
    }

    /// Waits for bytes; nil at the end.
    func take(most count: Int) -> [UInt8]? {
        while true {
            let (bytes, isClosed) = self.state.withLock { state in
                let bytes = Array(state.bytes[state.start...].prefix(count))
                state.start += bytes.count
                return (bytes, state.isClosed)
            }
            if !bytes.isEmpty { return bytes }
            if isClosed { return nil }
            self.filled.wait()
        }
    }

    func close() {
        self.state.withLock { $0.isClosed = true }
        self.filled.signal()
    }
}

extension Instant {
    /// Now, on the clock that never jumps.
    static var monotonic: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
