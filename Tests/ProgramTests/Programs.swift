import Foundation
import Synchronization
import Testing

/// The built programs, run as a person or a script runs them.
enum Programs {
    /// How a run ended.
    struct Ending: Sendable {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    /// Where the package manager has put the programs: beside the tests.
    static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: all of it; nothing is inherited but PATH.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        input: String = "",
    ) throws -> Ending {
        let program = try Running(name, arguments, environment: environment)
        program.write(input)
        return try program.waitForEnd()
    }

    /// Lines from a pipe, as they come.
    struct Lines {
        let handle: FileHandle
        private var pending: [UInt8] = []
        private(set) var seen: [UInt8] = []

        init(_ handle: FileHandle) { self.handle = handle }

        /// The next line; nil at the end.
        mutating func next() -> String? {
            while true {
                if let end = self.pending.firstIndex(of: 10) {
                    let line = String(decoding: self.pending[..<end], as: UTF8.self)
                    self.pending.removeFirst(end + 1)
                    return line
                }
                let data = self.handle.availableData
                if data.isEmpty { return nil }
                self.pending.append(contentsOf: data)
                self.seen.append(contentsOf: data)
            }
        }
    }

    /// A program that runs.
    final class Running {
        let process = Process()
        private let input = Pipe()
        private var output: Lines
        private var errors: Lines

        init(_ name: String, _ arguments: [String], environment: [String: String]) throws {
            let output = Pipe()
            let errors = Pipe()
            self.output = Lines(output.fileHandleForReading)
            self.errors = Lines(errors.fileHandleForReading)
            let local = Programs.folder.appendingPathComponent(name)
            let isLocal = FileManager.default.isExecutableFile(atPath: local.path)
            self.process.executableURL = isLocal ? local : URL(fileURLWithPath: "/usr/bin/\(name)")
            self.process.arguments = arguments
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            self.process.environment = ["PATH": path].merging(environment) { $1 }
            self.process.standardInput = self.input
            self.process.standardOutput = output
            self.process.standardError = errors
            try self.process.run()
        }

        /// Everything the program gets on its standard input; ends it.
        func write(_ text: String) {
            self.input.fileHandleForWriting.write(Data(text.utf8))
            try? self.input.fileHandleForWriting.close()  // Closed already is closed.
        }

        /// One line for the program's standard input, which stays open.
        func type(_ line: String) {
            self.input.fileHandleForWriting.write(Data((line + "\n").utf8))
        }

        /// The next line of standard output; nil at its end.
        func nextLine() -> String? { self.output.next() }

        /// The next line of standard error; nil at its end.
        func nextComplaint() -> String? { self.errors.next() }

        func signal(_ number: Int32) { kill(self.process.processIdentifier, number) }

        /// Waits for the end and reads what is left of both streams.
        func waitForEnd() throws -> Ending {
            // On a thread of its own: a full pipe must not stop the program.
            let complaints = self.errors
            let complaint = Mutex(Data())
            let reading = DispatchGroup()
            DispatchQueue.global().async(group: reading) {
                let data = complaints.handle.readDataToEndOfFile()
                complaint.withLock { $0 = Data(complaints.seen) + data }
            }
            let rest = self.output.handle.readDataToEndOfFile()
            self.process.waitUntilExit()
            reading.wait()
            let status = self.process.terminationStatus
            let isSignal = self.process.terminationReason == .uncaughtSignal
            return Ending(
                exitCode: isSignal ? 128 + status : status,
                output: String(decoding: self.output.seen + rest, as: UTF8.self),
                errors: complaint.withLock { String(decoding: $0, as: UTF8.self) })
        }
    }
}
