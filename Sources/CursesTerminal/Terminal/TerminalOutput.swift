internal import Glibc

/// The way to the terminal: whole updates, and never a wait for a terminal that has stopped.
struct TerminalOutput: ~Copyable {
    /// How long one update may wait for room, in milliseconds; the rest stays for the next time.
    private static let patience: Int32 = 20
    /// Bytes that may wait before a bell, a title or a notification is left out.
    private static let roomForWords = 64 << 10

    private let descriptor: Int32
    private let isOwn: Bool
    private var pending: ArraySlice<UInt8> = []
    private(set) var byteCount: UInt64 = 0

    init(_ descriptor: Int32) {
        // A second description of the same terminal, so that not waiting doesn't change the one that
        // the shell shares. Where /proc is missing, writes may wait.
        let own = unsafe open(
            "/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        self.isOwn = own >= 0
        self.descriptor = own >= 0 ? own : descriptor
    }

    deinit {
        if self.isOwn { close(self.descriptor) }
    }

    /// Whether words can be added: they pile up while a terminal is stopped, and are old then.
    var hasRoom: Bool { self.pending.count < Self.roomForWords }

    /// Whether all that was given has gone out.
    var isEmpty: Bool { self.pending.isEmpty }

    /// Sends as much as the terminal takes, and keeps the rest.
    mutating func write(_ bytes: [UInt8]) throws(CursesError) {
        self.byteCount += UInt64(bytes.count)
        if self.pending.isEmpty { self.pending = bytes[...] } else { self.pending += bytes }
        try self.flush()
    }

    /// Sends what is still waiting.
    mutating func flush() throws(CursesError) {
        var hasWaited = false
        while !self.pending.isEmpty {
            let count = unsafe self.pending.withUnsafeBytes {
                unsafe Glibc.write(self.descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                self.pending.removeFirst(count)
                hasWaited = false
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                if hasWaited { return }
                var room = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&room, 1, Self.patience)
                hasWaited = true
            default:
                self.pending = []
                throw .failed(call: "write to the terminal", reason: systemReason())
            }
        }
    }

    /// Forgets what is waiting: the terminal has been given back.
    mutating func discard() {
        self.pending = []
    }
}

/// The system's words for the last error.
func systemReason(_ code: Int32 = errno) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}
