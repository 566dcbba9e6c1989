import Foundation
import Synchronization
import Testing
import Units

@testable import Console

/// One after the other: signals are the whole program's.
@Suite(.serialized)
struct PasswordTests {
    /// How often the former handlers were called.
    private static let hangUps = Atomic(0)
    private static let stops = Atomic(0)

    /// Two ends of a terminal that only the test has.
    private struct Terminal {
        let master: Int32
        let slave: Int32
        let path: String

        init() throws {
            var (master, slave) = (Int32(-1), Int32(-1))
            try #require(unsafe openpty(&master, &slave, nil, nil, nil) == 0)
            (self.master, self.slave) = (master, slave)
            self.path = try #require(unsafe ttyname(slave).map { unsafe String(cString: $0) })
        }

        var echoes: Bool {
            var settings = termios()
            return unsafe tcgetattr(self.slave, &settings) == 0
                && settings.c_lflag & tcflag_t(ECHO) != 0
        }

        func waitUntil(echoes: Bool) {
            while self.echoes != echoes { sched_yield() }
        }

        func type(_ text: String) {
            unsafe _ = write(self.master, text, text.utf8.count)
        }

        func close() {
            for end in [self.master, self.slave] { _ = Foundation.close(end) }
        }
    }

    /// What a thread found.
    private final class Answer: Sendable {
        let result = Mutex<Result<[UInt8], Failure>>(.success([]))
        let isThere = DispatchSemaphore(value: 0)
    }

    /// Asks on a thread of its own.
    private func asking(
        on terminal: Terminal, while body: () -> Void
    ) -> Result<[UInt8], Failure> {
        let answer = Answer()
        let question = TerminalQuestion(
            prompt: "Password: ", path: terminal.path, lengthMaximum: 9)
        let thread = Thread {
            let result = Result { () throws(Failure) in try question.ask() }
            answer.result.withLock { $0 = result }
            answer.isThere.signal()
        }
        thread.start()
        body()
        answer.isThere.wait()
        return answer.result.withLock { $0 }
    }

    @Test func anAnswerIsNotShownAndTheEchoComesBack() throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let answer = self.asking(on: terminal) {
            terminal.waitUntil(echoes: false)
            terminal.type("secret\n")
        }
        #expect(answer == .success(Array("secret".utf8)))
        #expect(terminal.echoes)
    }

    @Test func aSignalGivesTheEchoBackAndGoesWhereItWouldHaveGone() throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let former = signal(SIGHUP) { _ in
            PasswordTests.hangUps.add(1, ordering: .relaxed)
        }
        defer { signal(SIGHUP, former) }
        let answer = self.asking(on: terminal) {
            terminal.waitUntil(echoes: false)
            kill(getpid(), SIGHUP)
        }
        #expect(throws: Failure.self) { try answer.get() }
        #expect(terminal.echoes)
        #expect(Self.hangUps.load(ordering: .relaxed) == 1)
    }

    @Test func whoWasStoppedIsAskedAgain() throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let former = signal(SIGTSTP) { _ in
            PasswordTests.stops.add(1, ordering: .relaxed)
        }
        defer { signal(SIGTSTP, former) }
        let answer = self.asking(on: terminal) {
            terminal.waitUntil(echoes: false)
            kill(getpid(), SIGTSTP)
            while Self.stops.load(ordering: .relaxed) == 0 { sched_yield() }
            terminal.waitUntil(echoes: false)
            terminal.type("again\n")
        }
        #expect(answer == .success(Array("again".utf8)))
        #expect(terminal.echoes)
    }

    @Test func aCommandMayPrintMoreThanAPipeHolds() throws {
        let source = PasswordSource.command("echo secret; seq 100000")
        #expect(try source.read(prompt: "") == Array("secret".utf8))
    }

    @Test func aCommandThatPrintsForEverEndsAndHasFailed() {
        #expect(throws: Failure.self) {
            try PasswordSource.command("echo secret; yes 2>/dev/null").read(prompt: "")
        }
    }
}
