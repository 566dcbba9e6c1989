import CLinux
import Foundation
import Glibc
import SecureSockets
import Units

/// A server in a process of its own, so that its cost can be told from the load's.
final class LoadServer {
    /// How long a server may take until it listens.
    private static let startMaximum: Duration = .seconds(60)

    private static let stopMaximum: Duration = .seconds(10)

    var port = 0
    private var endsWithInput = false
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()
    private let folder: URL?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - core: the one processor it runs on; nil for all.
    ///   - folder: where it runs, removed when it ends.
    init(_ program: String, _ arguments: [String], core: Int?, folder: URL? = nil) throws {
        self.folder = folder
        self.process.executableURL = URL(fileURLWithPath: program)
        self.process.arguments = arguments
        self.process.currentDirectoryURL = folder
        self.process.standardOutput = self.output
        self.process.standardInput = self.input
        var environment = ProcessInfo.processInfo.environment
        // As many event loops as processors.
        if core != nil { environment["NIO_SINGLETON_GROUP_LOOP_COUNT"] = "1" }
        self.process.environment = environment
        // A child runs where the thread that starts it may run.
        let own = Processors.allowed
        if let core { Processors.allowed = .only(core) }
        defer { if core != nil { Processors.allowed = own } }
        try self.process.run()
    }

    var pid: Int32 { self.process.processIdentifier }

    /// Starts this program, or another build of it, as a server with accounts `p0`, `p1`, …
    ///
    /// - Parameter data: where its data are, and stay; nil for a new folder that goes with it.
    static func conclave(
        _ program: String, accounts: Int, data: String? = nil, core: Int?
    ) throws -> LoadServer {
        let server = try LoadServer(
            program,
            ["serve", "--accounts", "\(accounts)"] + (data.map { ["--data", $0] } ?? []),
            core: core)
        server.endsWithInput = true
        var line = ""
        while !line.hasSuffix("\n") {
            let byte = server.output.fileHandleForReading.readData(ofLength: 1)
            guard !byte.isEmpty else { throw LoadError("the server did not start") }
            line += String(decoding: byte, as: UTF8.self)
        }
        guard let port = Int(line.dropLast()) else { throw LoadError("no port: \(line)") }
        server.port = port
        return server
    }

    /// Ends it in the middle of everything, whatever this process is doing then.
    func kill(after duration: Duration) {
        let pid = self.pid
        DispatchQueue.global(qos: .userInteractive).asyncAfter(
            deadline: .now() + duration.seconds
        ) { Glibc.kill(pid, SIGKILL) }
    }

    func waitUntilExit() { self.process.waitUntilExit() }

    func waitUntilItListens() throws {
        let deadline = Instant.now + Self.startMaximum
        let context = try LoadContext(applicationProtocol: nil)
        while true {
            do {
                _ = try LoadSocket(port: self.port, context)
                return
            } catch {
                guard Instant.now < deadline, self.process.isRunning else { throw error }
                usleep(20_000)
            }
        }
    }

    /// Ends it and waits.
    func stop() {
        // A Conclave server ends with its standard input and takes its files with it; what holds on
        // is killed, because a child of a dispatch thread has all other signals blocked.
        try? self.input.fileHandleForWriting.close()
        let deadline = Instant.now + Self.stopMaximum
        while self.endsWithInput, self.process.isRunning, Instant.now < deadline { usleep(20_000) }
        if self.process.isRunning { Glibc.kill(self.pid, SIGKILL) }
        self.process.waitUntilExit()
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }
}

/// What a process has used, as the kernel counts it.
struct ProcessMeter {
    let pid: Int32

    /// User and system time of all threads, in seconds; exact to the nanosecond (schedstat).
    var processorTime: Double {
        let folder = "/proc/\(self.pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(0) { sum, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            return sum + (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// Memory that is really there, in KiB.
    var residentSize: Int {
        let text = try? String(contentsOfFile: "/proc/\(self.pid)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}

/// Which processors a thread and what it starts may run on.
struct Processors {
    private var mask: UInt

    /// The calling thread's; what the system refuses stays as it was.
    static var allowed: Processors {
        get { Processors(mask: CLinux_processors()) }
        set { _ = CLinux_setProcessors(newValue.mask) }
    }

    static func only(_ core: Int) -> Processors {
        Processors(mask: 1 << UInt(core & 63))
    }
}

/// How much the system prefers this process to others that happen to run.
enum Precedence {
    private static let niceness: CInt = -20

    /// Asks for the most, for every thread there is; ordinary users are refused and measure with
    /// whatever else the machine does.
    static func raise() {
        let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
        for thread in (threads ?? []).compactMap({ id_t($0) }) {
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, self.niceness)
        }
    }
}
