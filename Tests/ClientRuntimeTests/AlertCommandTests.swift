import Canvas
import Foundation
import Glibc
import Interface
import Synchronization
import Testing
import Units

@testable import ClientRuntime

/// A person's own program that is told what the desktop is told.
struct AlertCommandTests {
    /// A folder with a program of these lines.
    private static func withProgram(
        _ lines: String, _ body: (_ folder: String, _ program: String) throws -> Void
    ) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // Left to the system.
        let program = folder + "/program"
        let text = "#!/bin/sh\n" + lines.replacing("FOLDER", with: folder)
        let isMade = FileManager.default.createFile(
            atPath: program, contents: Data(text.utf8), attributes: [.posixPermissions: 0o755])
        #expect(isMade)
        try body(folder, program)
    }

    /// What comes through a pipe that a program opens; the test fails if nothing does.
    private static func text(from pipe: String) throws -> String {
        let descriptor = unsafe open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(descriptor) }
        var end = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        try #require(unsafe poll(&end, 1, 30_000) == 1)
        _ = fcntl(descriptor, F_SETFL, 0)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// The environment says it, whatever it is, and none of our descriptors is there.
    @Test func itIsToldByItsEnvironmentAndInheritsNothing() throws {
        let lines = """
            found=$(ls -l /proc/$$/fd)
            {
                env | grep '^CONCLAVE_' | sort
                echo "$# $(echo "$found" | grep -c -e secret -e tty -e pts)"
                # Foundation has one, by which it learns of the end.
                [ "$(echo "$found" | grep -c socket:)" -le 1 ] && echo "no sockets"
            } > FOLDER/pipe
            """
        try Self.withProgram(lines) { folder, program in
            #expect(unsafe mkfifo(folder + "/pipe", 0o600) == 0)
            // Would be inherited by whoever does not take care.
            let secret = unsafe open(folder + "/secret", O_RDWR | O_CREAT, 0o600)
            let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer {
                close(secret)
                close(connection)
            }
            let command = AlertCommand(
                program, environment: ["PATH": "/usr/bin:/bin", "CONCLAVE_TEXT": "left over"]
            ) { _ in }
            let alert = Alert(
                .message, chat: "#team", sender: "bob",
                text: Sanitized(remote: "$(touch x); `id` \u{1B}]0;t\u{7}"))
            #expect(command.run(alert, at: .start))
            let told = try Self.text(from: folder + "/pipe")
            #expect(
                told == """
                    CONCLAVE_CHAT=#team
                    CONCLAVE_KIND=message
                    CONCLAVE_SENDER=bob
                    CONCLAVE_TEXT=\(alert.text.text)
                    0 0
                    no sockets

                    """)
            #expect(!alert.text.text.contains("\u{1B}"))
        }
    }

    @Test func longTextIsCutBetweenCharacters() {
        let text = Sanitized(remote: String(repeating: "ä", count: 600))
        let cut = AlertCommand.variables(of: Alert(.message, text: text))["CONCLAVE_TEXT"]
        #expect(cut == String(repeating: "ä", count: 512))
    }

    @Test func oneASecondIsBegunAndNoMoreThanFourRun() throws {
        // Opening waits for whoever opens the other end.
        try Self.withProgram("read word < FOLDER/pipe") { folder, program in
            let pipe = folder + "/pipe"
            #expect(unsafe mkfifo(pipe, 0o600) == 0)
            let command = AlertCommand(program, environment: [:]) { _ in }
            var now = Instant.start
            #expect(command.run(Alert(.call), at: now))
            #expect(!command.run(Alert(.call), at: now + .milliseconds(999)))
            for _ in 1..<AlertCommand.runningMaximum {
                now = now + AlertCommand.interval
                #expect(command.run(Alert(.call), at: now))
            }
            #expect(!command.run(Alert(.call), at: now + AlertCommand.interval))
            // One that has ended makes room.
            command.end(nil)
            #expect(command.run(Alert(.call), at: now + AlertCommand.interval))
            let descriptor = unsafe open(pipe, O_RDWR)
            defer { close(descriptor) }
            let words = String(repeating: "go\n", count: 5)
            #expect(unsafe write(descriptor, words, words.utf8.count) == words.utf8.count)
        }
    }

    @Test(arguments: [
        ("exit 3", nil, "notify_command: it ended with code 3; this is said once"),
        (
            "", "no-such-program",
            "notify_command: there is no program 'no-such-program'; this is said once"
        ),
    ])
    func aFailureIsToldOnce(lines: String, name: String?, notice: String) throws {
        try Self.withProgram(lines) { _, program in
            let told = Mutex<[Message]>([])
            let hasTold = DispatchSemaphore(value: 0)
            let command = AlertCommand(name ?? program, environment: [:]) { message in
                told.withLock { $0.append(message) }
                hasTold.signal()
            }
            #expect(command.run(Alert(.call), at: .start))
            #expect(hasTold.wait(timeout: .now() + 30) == .success)
            command.end("it ended with code 3")
            #expect(told.withLock { $0 } == [.notice(.warning, notice)])
        }
    }
}
