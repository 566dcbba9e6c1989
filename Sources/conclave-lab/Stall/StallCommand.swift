import ArgumentParser
import ClientRuntime
import Foundation
import SecureSockets
import ServerRuntime
import TestLinks
import Units

struct StallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stall",
        abstract: "What two people hear and see of each other while their link gets worse.",
        discussion: """
            Two whole clients and a server; between one of them and the server is a link with a \
            bottleneck. 'stall': 2 Mbit/s, of which nothing passes for 5 s. 'drop': 4 Mbit/s, for 12 \
            s only 400 kbit/s. 'steady': 600 kbit/s and a line of chat every second.

            The link is a TCP proxy on loopback, or with --tunnel a tunnel device that real packets \
            pass: then both ends see round trips and a queue that overflows, as on the Internet. \
            That needs root and /dev/net/tun.
            """)
    @Argument(help: "What happens: \(StallCase.allCases.map(\.rawValue).joined(separator: ", ")).")
    var cases = StallCase.allCases
    @Flag(help: "Packets through a tunnel device instead of a proxy.")
    var tunnel = false
    @Flag(help: "The one who talks is behind the link, not the one who listens.")
    var upstream = false
    @Option(help: "Milliseconds of each direction.")
    var delay = 20.0
    @Option(
        help: "KiB that wait for the bottleneck before the sender is held up, or packets are lost.")
    var queue: Int?
    @Flag(help: "A line for every second.")
    var timeline = false

    /// A proxy's queue only adds to what it can't tell its sender; a router's is a tenth of a second
    /// at 4 Mbit/s.
    private var queueSize: ByteCount { .kibibytes(self.queue ?? (self.tunnel ? 64 : 4)) }

    func run() async throws {
        for item in self.cases {
            let figures = StallFigures(measurement: try await self.measure(item))
            say("\(item.rawValue), \(self.upstream ? "up" : "down")stream")
            if self.timeline { for line in figures.timeline { say(line) } }
            say(
                "  voice p50 \(StallFigures.text(figures.voiceDelay(share: 0.5, to: item.duration)))"
                    + " p95 \(StallFigures.text(figures.voiceDelay(share: 0.95, to: item.duration)))"
                    + " ms; pictures p50"
                    + " \(StallFigures.text(figures.pictureDelay(share: 0.5, to: item.duration)))"
                    + " p95 \(StallFigures.text(figures.pictureDelay(share: 0.95, to: item.duration)))"
                    + " ms, up to \(figures.widthMaximum) wide; chat at most"
                    + " \(StallFigures.text(figures.measurement.chatDelays.max())) ms")
            for bar in item.bars(figures) { say(bar.text) }
        }
    }

    private func measure(_ item: StallCase) async throws -> LinkMeasurement {
        let cast = DemoCast()
        let server = try await LocalServer.start(
            accounts: cast.accounts.map { ($0.name, $0.password) }, limits: SocketLimits(),
            address: self.tunnel ? "0.0.0.0" : "127.0.0.1")
        let result: Result<LinkMeasurement, any Error>
        do {
            let link = try BadLink(
                to: server.port, item.link(delay: .milliseconds(self.delay), queue: self.queueSize),
                isTunnel: self.tunnel)
            let direct = DemoCast.Stage(
                server: ServerAddress(host: server.host, port: server.port),
                fingerprint: server.fingerprint)
            let behind = DemoCast.Stage(
                server: ServerAddress(host: link.host, port: link.port),
                fingerprint: server.fingerprint)
            let measurement = try await LinkMeasurement.run(
                cast, from: self.upstream ? behind : direct, to: self.upstream ? direct : behind,
                seconds: item.duration.seconds
            ) { start in link.follow(item.changes, from: start) }
            result = .success(measurement)
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return try result.get()
    }
}
