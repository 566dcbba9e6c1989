internal import Foundation
public import Units

/// Where a password comes from; never from the argument list.
public enum PasswordSource: Sendable, Hashable {
    case file(String)
    case descriptor(Int32)
    /// The first line that a shell command prints.
    case command(String)
    /// A question on the terminal, without echo.
    case terminal

    /// Longest password, in bytes.
    static let lengthMaximum = 1024
    /// What a command may print after the line; a password manager's entry has a few kilobytes.
    static let restMaximum = ByteCount.mebibytes(1)

    /// Reads the password: the first line, without its end.
    ///
    /// - Throws: exit code 66 for what cannot be read, 65 for an empty or overlong password, 77 where
    ///   nobody can be asked.
    public func read(prompt: String) throws(Failure) -> [UInt8] {
        switch self {
        case .file(let path):
            let handle = FileHandle(forReadingAtPath: path)
            guard let handle else {
                throw Failure(
                    .noInput,
                    "cannot read password file '\(path)': \(unsafe String(cString: strerror(errno)))"
                )
            }
            return try Self.firstLine(of: handle, "password file '\(path)'")
        case .descriptor(let number):
            guard fcntl(number, F_GETFD) >= 0 else {
                throw Failure(.noInput, "descriptor \(number) for the password is not open")
            }
            let handle = FileHandle(fileDescriptor: number, closeOnDealloc: false)
            return try Self.firstLine(of: handle, "descriptor \(number)")
        case .command(let command): return try Self.run(command)
        case .terminal: return try Self.ask(prompt)
        }
    }

    private static func firstLine(
        of handle: FileHandle, _ name: String
    ) throws(Failure) -> [UInt8] {
        var line: [UInt8] = []
        // Byte by byte: what follows the line is not ours, and a terminal gives no more than it.
        while line.count <= Self.lengthMaximum {
            var byte: UInt8 = 0
            let count = unsafe Foundation.read(handle.fileDescriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let reason = unsafe String(cString: strerror(errno))
                throw Failure(.noInput, "cannot read the password from \(name): \(reason)")
            }
            if count == 0 || byte == 10 { break }
            line.append(byte)
        }
        return try Self.checked(line, name)
    }

    private static func checked(_ bytes: [UInt8], _ name: String) throws(Failure) -> [UInt8] {
        var line = Array(bytes.prefix { $0 != 10 })
        if line.last == 13 { line.removeLast() }
        guard !line.isEmpty else { throw Failure(.badData, "\(name) gives an empty password") }
        guard line.count <= Self.lengthMaximum else {
            throw Failure(
                .badData, "\(name) gives a password of more than \(Self.lengthMaximum) bytes")
        }
        return line
    }

    private static func run(_ command: String) throws(Failure) -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = output
        do { try process.run() } catch {
            throw Failure(.noInput, "cannot run the password command: \(error)")
        }
        let line = try Self.firstLine(of: output.fileHandleForReading, "the password command")
        Self.drain(output.fileHandleForReading, of: process)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                .noInput,
                "the password command failed with exit code \(process.terminationStatus)")
        }
        return line
    }

    /// Takes what a command prints after the line, so that it can come to its end.
    ///
    /// One that goes on for ever finds its pipe closed.
    private static func drain(_ handle: FileHandle, of process: Process) {
        var rest = Self.restMaximum.bytes
        var buffer = [UInt8](repeating: 0, count: 1 << 12)
        while rest > 0 {
            var end = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            // What the command left behind in the background may keep the pipe open.
            guard unsafe poll(&end, 1, 100) != 0 else {
                if process.isRunning { continue }
                break
            }
            let count = unsafe Foundation.read(handle.fileDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest -= count
        }
        // Closed in any case when it is let go.
        try? handle.close()
    }

    private static func ask(_ prompt: String) throws(Failure) -> [UInt8] {
        let question = TerminalQuestion(prompt: prompt, lengthMaximum: Self.lengthMaximum)
        return try Self.checked(question.ask(), "the terminal")
    }
}
