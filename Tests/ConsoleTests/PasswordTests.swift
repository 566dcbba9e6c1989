import Foundation
import Synchronization
import Testing
import Units

@testable import Console

/// Signals are the whole program's, so that what catches them is tested in programs of its own.
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

        /// One that somebody else opened; without its master.
        init(_ path: String) throws {
            self.master = -1
            self.slave = unsafe open(path, O_RDWR | O_NOCTTY)
            self.path = path
            try #require(self.slave >= 0)
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
    private static func asking(
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

    @Test func anAnswerIsNotShownAndTheEchoComesBack() async {
        await #expect(processExitsWith: .success) {
            let terminal = try Terminal()
            let answer = Self.asking(on: terminal) {
                terminal.waitUntil(echoes: false)
                terminal.type("secret\n")
            }
            try #require(answer == .success(Array("secret".utf8)))
            try #require(terminal.echoes)
        }
    }

    @Test func aSignalGivesTheEchoBackAndGoesWhereItWouldHaveGone() async {
        await #expect(processExitsWith: .success) {
            let terminal = try Terminal()
            signal(SIGHUP) { _ in PasswordTests.hangUps.add(1, ordering: .relaxed) }
            let answer = Self.asking(on: terminal) {
                terminal.waitUntil(echoes: false)
                kill(getpid(), SIGHUP)
            }
            #expect(throws: Failure.self) { try answer.get() }
            try #require(terminal.echoes)
            try #require(Self.hangUps.load(ordering: .relaxed) == 1)
        }
    }

    @Test func aSignalEndsAProgramThatLeavesItToTheSystem() async throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let path = terminal.path
        await #expect(processExitsWith: .signal(SIGTERM)) { [path = path as String] in
            let question = TerminalQuestion(prompt: "", path: path, lengthMaximum: 9)
            let terminal = try Terminal(path)
            let thread = Thread {
                terminal.waitUntil(echoes: false)
                kill(getpid(), SIGTERM)
            }
            thread.start()
            _ = try question.ask()
        }
        #expect(terminal.echoes)
    }

    @Test func whoWasStoppedIsAskedAgain() async {
        await #expect(processExitsWith: .success) {
            let terminal = try Terminal()
            signal(SIGTSTP) { _ in PasswordTests.stops.add(1, ordering: .relaxed) }
            let answer = Self.asking(on: terminal) {
                terminal.waitUntil(echoes: false)
                kill(getpid(), SIGTSTP)
                while Self.stops.load(ordering: .relaxed) == 0 { sched_yield() }
                terminal.waitUntil(echoes: false)
                terminal.type("again\n")
            }
            try #require(answer == .success(Array("again".utf8)))
            try #require(terminal.echoes)
        }
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
