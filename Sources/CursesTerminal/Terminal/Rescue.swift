internal import Glibc
internal import Synchronization

/// Gives the terminal back on the ways out that nobody planned.
///
/// **Everything that a handler touches is allocated before the handler is installed**, and the handler
/// calls only what POSIX allows: write, tcsetattr, sigaction, raise. Once armed, a fatal signal or
/// `exit` writes the restoring bytes and the saved modes, then the signal takes its former course, so
/// that a core dump or the runtime's own backtrace still comes.
enum Rescue {
    /// Traps of this program.
    private static let traps = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]
    /// What does not end a program by itself (signal(7)), what can't be handled, and the two that the
    /// thread library keeps for itself.
    private static let harmless: Set<Int32> = [
        SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH, SIGKILL, SIGSTOP, 32, 33,
    ]
    /// Every other signal ends a program that does nothing about it, real-time ones included. Those
    /// that somebody already handles or ignores are left to them.
    static let ends = (1..<Int32(Self.signalCount)).filter {
        !Self.traps.contains($0) && !Self.harmless.contains($0)
    }
    private static let signalCount = 65

    @unsafe private struct Record {
        var descriptor: Int32
        var modes: termios
        var bytes: UnsafeMutablePointer<UInt8>
        var count: Int
        var former: UnsafeMutablePointer<sigaction>
    }

    /// The latest; older ones stay where they are, since a handler may be reading one. Guarded by being
    /// atomic; what it points to never changes.
    private nonisolated(unsafe) static let record = unsafe Atomic<UnsafeMutablePointer<Record>?>(
        nil)
    private static let isArmed = Atomic(false)
    private static let isRegistered = Atomic(false)

    /// Remembers how to give a terminal back, from here on on every way out. There is no moment at
    /// which an armed rescue would not come.
    static func arm(descriptor: Int32, modes: termios, bytes: [UInt8]) {
        // A little memory for the life of the process: a handler may look at it at any moment.
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { unsafe copy[index] = byte }
        let former: UnsafeMutablePointer<sigaction>
        if let record = unsafe self.record.load(ordering: .sequentiallyConsistent) {
            unsafe former = record.pointee.former
        } else {
            unsafe former = .allocate(capacity: self.signalCount)
            unsafe former.initialize(repeating: sigaction(), count: self.signalCount)
        }
        let record = UnsafeMutablePointer<Record>.allocate(capacity: 1)
        unsafe record.initialize(
            to: Record(
                descriptor: descriptor, modes: modes, bytes: copy, count: bytes.count,
                former: former))
        unsafe self.record.store(record, ordering: .sequentiallyConsistent)
        self.isArmed.store(true, ordering: .sequentiallyConsistent)
        if !self.isRegistered.exchange(true, ordering: .sequentiallyConsistent) {
            atexit { Rescue.giveBack() }
            unsafe self.install(former)
        }
    }

    private static func install(_ former: UnsafeMutablePointer<sigaction>) {
        for number in self.traps + self.ends {
            var current = sigaction()
            unsafe sigaction(number, nil, &current)
            let isDefault = unsafe current.__sigaction_handler.sa_handler == nil
            // A trap of ours may have the runtime's backtrace behind it: that runs afterwards.
            guard isDefault || self.traps.contains(number) else { continue }
            unsafe former[Int(number)] = current
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { Rescue.handle($0) }
            action.sa_flags = Int32(SA_ONSTACK)
            unsafe sigaction(number, &action, nil)
        }
    }

    /// Writes the restoring bytes and modes, unless that has been done. Safe in a signal handler and
    /// from any thread.
    static func giveBack() {
        guard self.isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
        guard let record = unsafe self.record.load(ordering: .sequentiallyConsistent) else {
            return
        }
        let formerError = errno
        var sent = 0
        while unsafe sent < record.pointee.count {
            let count = unsafe write(
                record.pointee.descriptor, record.pointee.bytes + sent,
                record.pointee.count - sent)
            if count > 0 { sent += count } else if errno != EINTR { break }
        }
        // Unread answers must not become text at the shell's prompt.
        _ = unsafe tcsetattr(record.pointee.descriptor, TCSAFLUSH, &record.pointee.modes)
        errno = formerError
    }

    private static func handle(_ number: Int32) {
        self.giveBack()
        guard let record = unsafe self.record.load(ordering: .sequentiallyConsistent) else {
            return
        }
        unsafe sigaction(number, record.pointee.former + Int(number), nil)
        raise(number)
    }
}
