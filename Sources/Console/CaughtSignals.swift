internal import Foundation
internal import Synchronization
internal import Units

/// The signals that would end or stop the program, held up while the terminal is not as it was.
///
/// As in readpassphrase(3): caught, and raised again with their former disposition when the terminal
/// has been given back. Only one may exist at a time in a program.
///
/// A pool's threads block signals, so that any thread may be the one that takes them; a pipe brings
/// them to the thread that waits.
struct CaughtSignals: ~Copyable {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    /// Where the handler writes; read before the first handler is installed, so that it exists.
    private static let pipeEnd = Atomic(Int32(-1))

    /// Gives the number of each signal that comes, one byte each.
    let descriptor: Int32
    private let written: Int32
    private var former: [Int32: sigaction] = [:]
    private var formerMask = sigset_t()

    /// - Throws: 74 if there are no descriptors left.
    init() throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw Failure(
                .inputOutput, "cannot watch for signals: \(unsafe String(cString: strerror(errno)))"
            )
        }
        self.descriptor = ends[0]
        self.written = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler never waits; a pipe full of signals says as much as one of them.
        _ = fcntl(self.written, F_SETFL, O_NONBLOCK)
        Self.pipeEnd.store(self.written, ordering: .sequentiallyConsistent)
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in Self.numbers {
            unsafe sigaddset(&set, number)
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                let end = CaughtSignals.pipeEnd.load(ordering: .sequentiallyConsistent)
                _ = unsafe write(end, &byte, 1)
                errno = saved
            }
            var previous = sigaction()
            guard unsafe sigaction(number, &action, &previous) == 0 else { continue }
            self.former[number] = previous
        }
        // At least this thread takes them.
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, &self.formerMask)
    }

    /// Puts the former dispositions back, and then raises a signal that had been caught.
    ///
    /// One that stops the program has stopped it, and been continued, when this returns.
    consuming func giveBack(raising number: Int32?) {
        for (number, action) in self.former {
            var action = action
            unsafe sigaction(number, &action, nil)
        }
        Self.pipeEnd.store(-1, ordering: .sequentiallyConsistent)
        close(self.descriptor)
        close(self.written)
        guard let number else {
            unsafe pthread_sigmask(SIG_SETMASK, &self.formerMask, nil)
            return
        }
        if self.isIgnored(number) {
            // Somebody may look for it by other means, for as long as no thread takes it.
            unsafe pthread_sigmask(SIG_SETMASK, &self.formerMask, nil)
            kill(getpid(), number)
        } else {
            // On this thread, where it is not blocked: its action is done when this returns.
            raise(number)
            unsafe pthread_sigmask(SIG_SETMASK, &self.formerMask, nil)
        }
    }

    private borrowing func isIgnored(_ number: Int32) -> Bool {
        guard let handler = unsafe self.former[number]?.__sigaction_handler.sa_handler else {
            return false
        }
        return unsafe unsafeBitCast(handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
