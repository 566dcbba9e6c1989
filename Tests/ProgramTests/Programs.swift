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

    /// A program that runs.
    final class Running {
        let process = Process()
        private let input = Pipe()
        private let output = Pipe()
        private let errors = Pipe()
        private var pending: [UInt8] = []
        private var seen: [UInt8] = []

        init(_ name: String, _ arguments: [String], environment: [String: String]) throws {
            let local = Programs.folder.appendingPathComponent(name)
            let isLocal = FileManager.default.isExecutableFile(atPath: local.path)
            self.process.executableURL = isLocal ? local : URL(fileURLWithPath: "/usr/bin/\(name)")
            self.process.arguments = arguments
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            self.process.environment = ["PATH": path].merging(environment) { $1 }
            self.process.standardInput = self.input
            self.process.standardOutput = self.output
            self.process.standardError = self.errors
            try self.process.run()
        }

        /// Everything the program gets on its standard input; ends it.
        func write(_ text: String) {
            self.input.fileHandleForWriting.write(Data(text.utf8))
            try? self.input.fileHandleForWriting.close()  // Closed already is closed.
        }

        /// The next line of standard output; nil at its end.
        func nextLine() -> String? {
            while true {
                if let end = self.pending.firstIndex(of: 10) {
                    let line = String(decoding: self.pending[..<end], as: UTF8.self)
                    self.pending.removeFirst(end + 1)
                    return line
                }
                let data = self.output.fileHandleForReading.availableData
                if data.isEmpty { return nil }
                self.pending.append(contentsOf: data)
                self.seen.append(contentsOf: data)
            }
        }

        func signal(_ number: Int32) { kill(self.process.processIdentifier, number) }

        /// Waits for the end and reads what is left.
        func waitForEnd() throws -> Ending {
            // Errors are read on a thread of their own: a full pipe must not stop the program.
            let errors = self.errors.fileHandleForReading
            let complaint = Mutex(Data())
            let reading = DispatchGroup()
            DispatchQueue.global().async(group: reading) {
                let data = errors.readDataToEndOfFile()
                complaint.withLock { $0 = data }
            }
            let rest = self.output.fileHandleForReading.readDataToEndOfFile()
            self.process.waitUntilExit()
            reading.wait()
            let status = self.process.terminationStatus
            let isSignal = self.process.terminationReason == .uncaughtSignal
            return Ending(
                exitCode: isSignal ? 128 + status : status,
                output: String(decoding: self.seen + rest, as: UTF8.self),
                errors: complaint.withLock { String(decoding: $0, as: UTF8.self) })
        }
    }
}
