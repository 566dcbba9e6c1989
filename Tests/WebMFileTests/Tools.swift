import Foundation

/// Runs one of ffmpeg's programs to its end.
struct Tool {
    struct Result {
        var status: Int32
        var output: [UInt8]
        var errors: String
    }

    static func run(_ name: String, _ arguments: [String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name, "-v", "error"] + arguments
        // A file for what it complains about: two pipes read one after the other could lock up.
        let complaints = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString)
        try Data().write(to: complaints)
        defer { try? FileManager.default.removeItem(at: complaints) }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: complaints)
        try process.run()
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: bytes,
            errors: try String(contentsOf: complaints, encoding: .utf8))
    }

    /// The lines that ffprobe answers.
    static func probe(_ path: String, _ arguments: [String]) throws -> [String] {
        let result = try self.run("ffprobe", arguments + ["-of", "csv=p=0", path])
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map {
            String($0.hasSuffix(",") ? $0.dropLast() : $0)
        }
    }

    /// When each packet of a file begins, in seconds, by track.
    static func packetTimes(_ path: String) throws -> [String: [Double]] {
        var times: [String: [Double]] = [:]
        for line in try self.probe(path, ["-show_entries", "packet=codec_type,pts_time"]) {
            let fields = line.split(separator: ",")
            guard fields.count == 2, let time = Double(fields[1]) else { continue }
            times[String(fields[0]), default: []].append(time)
        }
        return times
    }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let url: URL

    init() throws {
        self.url = FileManager.default.temporaryDirectory
            .appendingPathComponent("webm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: self.url)
    }

    func path(_ name: String) -> String {
        self.url.appendingPathComponent(name).path
    }
}
