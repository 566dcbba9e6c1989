import ArgumentParser
import Foundation
import Records
import SecureSockets
import ServerRuntime
import Units

struct KillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "Kills a server under load again and again, and looks for what is missing.",
        discussion: """
            In each round the server is started on the same data and its database checked; everybody \
            comes back, catches up, sends again what was not acknowledged, and goes on sending until \
            SIGKILL comes at a random moment. What was acknowledged must then be there, once and under \
            the same revision; what was sent twice must be there once. In the end everybody reads \
            everything from the beginning. A restart is from starting the program to the first \
            person having caught up.
            """)
    @Option(help: "How often.")
    var rounds = 100
    @Option(help: "Who send; an even number.")
    var senders = 50
    @Option(help: "Unacknowledged messages of each.")
    var inFlight = 8
    @Option(help: "The first moment is this many milliseconds after the load began, at most.")
    var milliseconds = 400
    @Option(help: "The seed of the moments.")
    var seed: UInt64 = 1

    /// No kill comes sooner: there has to be a load.
    private static let millisecondsMinimum = 50
    private static let restartMaximum: Duration = .seconds(5)

    func run() throws {
        DescriptorLimit.raise()
        // Who writes to a dead server is told so by an error.
        signal(SIGPIPE, SIG_IGN)
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("conclave-kill-" + UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SeededRandom(seed: self.seed)
        var ledger = KillLedger(senders: self.senders)
        var restarts: [UInt32] = []
        for round in 0..<self.rounds {
            let start = Instant.now
            let site = try ChatSite(accounts: round == 0 ? self.senders : 0, data: folder)
            let people = try ledger.comeBack(to: site) {
                restarts.append(UInt32(clamping: (Instant.now - start).nanoseconds / 1000))
            }
            try Self.checkDatabase(folder)
            let life = Duration.milliseconds(
                Int.random(in: Self.millisecondsMinimum...self.milliseconds, using: &random))
            site.server.kill(after: life)
            ledger.load(site, people, inFlight: self.inFlight)
            site.server.waitUntilExit()
            ledger.close(people)
            if (round + 1).isMultiple(of: 10) { say("\(round + 1) kills: \(ledger.text)") }
        }
        let site = try ChatSite(accounts: 0, data: folder)
        defer { site.stop() }
        try Self.checkDatabase(folder)
        try ledger.checkAll(on: site)
        // The first start makes the accounts.
        say("restart \(Timings(Array(restarts.dropFirst())).text), integrity checked each time")
        say(ledger.text)
        let isSlow = restarts.dropFirst().contains {
            Duration.microseconds(Int64($0)) > Self.restartMaximum
        }
        if isSlow || !ledger.isClean { throw ExitCode.failure }
    }

    private static func checkDatabase(_ folder: String) throws {
        let database = try Database(path: DataDirectory(given: folder).database)
        let faults = try database.integrityFaults()
        guard faults.isEmpty else { throw LoadError(faults.joined(separator: "; ")) }
    }
}
