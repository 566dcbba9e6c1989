internal import Glibc
internal import Synchronization
internal import Units

/// The keyboard's thread: reads the terminal, and hears of signals through a pipe.
///
/// A signal handler only writes the signal's number into the pipe; everything else happens here.
@safe final class InputReader: Sendable {
    private static let readSize = 4096
    /// Answers that are kept: more than are ever asked for.
    private static let answerMaximum = 64
    /// Written into the pipe to end the thread; no signal's number.
    private static let stopByte: UInt8 = 0
    /// Signals that say something about the terminal.
    private static let signals = [SIGWINCH, SIGTSTP, SIGCONT]
    /// Where the handler writes; -1 while nobody reads.
    private static let wakeDescriptor = Atomic<Int32>(-1)

    private let descriptor: Int32
    private let pipeEnds: (read: Int32, write: Int32)
    private let deliver: @Sendable (Input) -> Void
    /// When the answers to status requests came that nobody has taken yet.
    private let acknowledgements = Mutex<[Instant]>([])
    /// What the terminal has told about itself and nobody has taken yet.
    private let answers = Mutex<[TerminalAnswer]>([])
    private let hasAnsweredAll = Atomic(false)
    /// Guarded by the owner: set right after `init`, read in `stop`, both on its thread.
    private nonisolated(unsafe) var thread = pthread_t()
    private nonisolated(unsafe) var former: [sigaction] = []

    init(
        _ descriptor: Int32, deliver: @escaping @Sendable (Input) -> Void,
    ) throws(CursesError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw .failed(call: "pipe", reason: systemReason())
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        self.descriptor = descriptor
        self.pipeEnds = (ends[0], ends[1])
        self.deliver = deliver
    }

    /// Starts the thread and takes over the signals.
    func start() throws(CursesError) {
        Self.wakeDescriptor.store(self.pipeEnds.write, ordering: .sequentiallyConsistent)
        unsafe self.former = Self.signals.map { Self.handle($0) }
        let reader = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &self.thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                nameThread("keyboard")
                unsafe Unmanaged<InputReader>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, unsafe reader.toOpaque())
        guard code == 0 else {
            unsafe reader.release()
            throw .failed(call: "pthread_create", reason: systemReason(code))
        }
    }

    /// Ends the thread, waits for it, and gives the signals back. Once, after `start`.
    func stop() {
        Self.wakeDescriptor.store(-1, ordering: .sequentiallyConsistent)
        for (number, action) in zip(Self.signals, unsafe self.former) {
            var action = action
            unsafe sigaction(number, &action, nil)
        }
        var byte = Self.stopByte
        _ = unsafe write(self.pipeEnds.write, &byte, 1)
        unsafe pthread_join(self.thread, nil)
        close(self.pipeEnds.read)
        close(self.pipeEnds.write)
    }

    /// When answers to status requests came since the last call.
    func takeAcknowledgements() -> [Instant] {
        self.acknowledgements.withLock { times in
            defer { times.removeAll() }
            return times
        }
    }

    /// What the terminal has told about itself since the last call.
    func takeAnswers() -> [TerminalAnswer] {
        self.answers.withLock { answers in
            defer { answers.removeAll() }
            return answers
        }
    }

    /// Whether the terminal has answered the question that was asked last (DA1).
    var isAnswered: Bool { self.hasAnsweredAll.load(ordering: .acquiring) }

    /// Installs the handler of a signal and returns what was there.
    private static func handle(_ number: Int32) -> sigaction {
        var former = sigaction()
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { number in
            let descriptor = InputReader.wakeDescriptor.load(ordering: .sequentiallyConsistent)
            guard descriptor >= 0 else { return }
            let error = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(descriptor, &byte, 1)
            errno = error
        }
        action.sa_flags = Int32(SA_RESTART)
        unsafe sigaction(number, &action, &former)
        return former
    }

    /// Takes the handler of a signal back for a while; what it returns puts it in again.
    func pausing(_ number: Int32, _ body: () -> Void) {
        var action = sigaction()
        var former = sigaction()
        unsafe sigaction(number, &action, &former)
        // Threads of a pool, and those they start, take no signals.
        var wanted = sigset_t()
        var formerMask = sigset_t()
        unsafe sigemptyset(&wanted)
        unsafe sigaddset(&wanted, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &wanted, &formerMask)
        body()
        unsafe pthread_sigmask(SIG_SETMASK, &formerMask, nil)
        unsafe sigaction(number, &former, nil)
    }
}

/// On the thread.
extension InputReader {
    private func run() {
        var parser = InputParser()
        var buffer = [UInt8](repeating: 0, count: Self.readSize)
        while true {
            var polled = [
                pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: self.pipeEnds.read, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&polled, 2, Self.timeout(until: parser.deadline))
            if count < 0, errno != EINTR { return self.deliver(.closed) }
            if polled[1].revents != 0, self.isStopped() { return }
            if polled[0].revents != 0 {
                let got = unsafe read(self.descriptor, &buffer, buffer.count)
                if got == 0 || got < 0 && errno != EINTR && errno != EAGAIN {
                    return self.deliver(.closed)
                }
                self.deliver(parser.parse(buffer.prefix(max(0, got)), at: Self.now()))
                self.keep(parser.takeAnswers())
            } else {
                self.deliver(parser.expire(at: Self.now()))
            }
        }
    }

    private func deliver(_ inputs: [Input]) {
        for input in inputs {
            if input == .acknowledged {
                let now = Self.now()
                self.acknowledgements.withLock { times in
                    if times.count < Self.answerMaximum { times.append(now) }
                }
            }
            self.deliver(input)
        }
    }

    /// Answers that nobody takes, from a terminal gone mad, push out the oldest.
    private func keep(_ new: [TerminalAnswer]) {
        guard !new.isEmpty else { return }
        self.answers.withLock { answers in
            answers += new
            answers.removeFirst(max(0, answers.count - Self.answerMaximum))
        }
        if new.contains(.attributes) { self.hasAnsweredAll.store(true, ordering: .releasing) }
        if new.contains(where: { $0 != .attributes }) { self.deliver(.capabilities) }
    }

    /// Passes the signals in the pipe on. Whether the thread shall end.
    private func isStopped() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(self.pipeEnds.read, &bytes, bytes.count)
        var isResized = false
        for byte in bytes.prefix(max(0, count)) {
            switch Int32(byte) {
            case Int32(Self.stopByte): return true
            case SIGWINCH: isResized = true
            case SIGTSTP: self.deliver(.suspend)
            case SIGCONT: self.deliver(.resumed)
            default: break
            }
        }
        if isResized, let size = terminalSize(self.descriptor) {
            self.deliver(.resize(columns: size.columns, rows: size.rows))
        }
        return false
    }

    private static func timeout(until deadline: Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let milliseconds = (deadline - self.now()).nanoseconds / 1_000_000 + 1
        return Int32(min(max(0, milliseconds), 60_000))
    }

    private static func now() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// Names the calling thread for `top -H`.
private func nameThread(_ name: String) {
    let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = unsafe write(file, name, name.utf8.count)
    close(file)
}

/// The size that the terminal says it has; nil if it doesn't say.
func terminalSize(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    guard size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
}
