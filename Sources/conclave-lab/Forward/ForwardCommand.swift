import ArgumentParser
import Foundation
import Units

struct ForwardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward",
        abstract: "What it costs a server to forward media, beside a bare forwarder in C.",
        discussion: """
            The server runs in a process of its own on one core (on all for 'conferences'), the load \
            on another: real TLS clients that log in, join, and send media of the usual sizes and \
            rates. A figure is user and system time of the server's process for each message that \
            has arrived whole at a receiver: the least of all rounds, and in brackets the median. \
            Delays are from a sender's write to a receiver's last byte, the load's own share \
            included.

            --bare PROGRAM measures another forwarder in turn with ours, under the same load. It is \
            run as 'PROGRAM -P PORT -t 1 -m 2' in a folder with cert.pem and key.pem, and must \
            listen there with TLS 1.3. The first byte of a connection is P for a publisher or S for \
            a subscriber, who is welcomed with a frame of one byte. A frame is four bytes of length \
            (big-endian) and a body, and every publisher's frame goes to all subscribers; frames \
            that arrive together should leave together.
            """)
    @Argument(
        help: "What to measure: \(ForwardCase.allCases.map(\.rawValue).joined(separator: ", ")).")
    var cases = ForwardCase.allCases
    @Option(help: "A bare forwarder to compare with.")
    var bare: String?
    @Option(help: "Another build of this program, whose server is measured, too.")
    var other: String?
    @Option(help: "Rounds, in which the servers take turns.")
    var rounds = 3
    @Option(help: "Seconds of each round.")
    var seconds = 4.0

    func run() throws {
        DescriptorLimit.raise()
        Precedence.raise()
        for item in self.cases {
            switch item {
            case .fanOut: try self.fanOut()
            case .voice:
                try self.compare(
                    "voice at 50 frames/s to 200 listeners", receivers: 200,
                    [ForwardLoad.voice(sender: 0)])
            case .lecture:
                for receivers in [199, 399] {
                    try self.compare(
                        "one speaker with voice and picture, \(receivers) listeners",
                        receivers: receivers, ForwardLoad.everybody(1))
                }
            case .conferences: try self.conferences()
            case .memory: try ForwardMemory(program: OwnProgram.path).run()
            case .silent: try ForwardSilence(program: OwnProgram.path).run()
            }
        }
    }

    private func fanOut() throws {
        for receivers in [50, 200] {
            try self.withSites(receivers: receivers) { sites in
                for size in [120, 1200, 12_000] {
                    for batch in [1, 8] {
                        let streams = ForwardLoad.fanOut(
                            size: size, batch: batch, receivers: receivers)
                        try self.compare(
                            "\(size) B to \(receivers), \(batch) at a time", sites, streams)
                    }
                }
            }
        }
    }

    private func compare(_ title: String, receivers: Int, _ streams: [LoadStream]) throws {
        try self.withSites(receivers: receivers) { try self.compare(title, $0, streams) }
    }

    /// One sender and its receivers on every server there is.
    private func withSites(receivers: Int, _ body: ([ForwardSite]) throws -> Void) throws {
        var sites: [ForwardSite] = []
        defer { for site in sites { site.stop() } }
        sites.append(
            try .conclave(program: OwnProgram.path, participants: receivers + 1))
        if let other {
            sites.append(
                try .conclave("other", program: other, participants: receivers + 1))
        }
        if let bare { sites.append(try .bare(program: bare, subscribers: receivers)) }
        Processors.allowed = .only(ForwardSite.loadCore)
        try body(sites)
    }

    /// Everybody of 20 conferences of 10, and of one.
    private func conferences() throws {
        let people = 10
        var sites: [ForwardSite] = []
        defer { for site in sites { site.stop() } }
        for conferences in [1, 20] {
            sites.append(
                try .conclave(
                    "\(conferences) × \(people)", program: OwnProgram.path,
                    conferences: conferences,
                    participants: people, senders: people, core: nil))
        }
        say("everybody sends voice and picture in conferences of \(people)")
        say("  (of voices only the last speakers' are forwarded; the others count as lost)")
        var rows = sites.map { ForwardRow(name: $0.name) }
        for _ in 0..<self.rounds {
            for (index, site) in sites.enumerated() {
                let streams = ForwardLoad.everybody(site.load.connections.count)
                rows[index].runs.append(try site.measure(streams, for: .seconds(self.seconds)))
            }
        }
        for row in rows { say(row.text) }
        say("  \(rows[1].name): \(rows[1].ratio(to: rows[0]))")
    }

    private func compare(
        _ title: String, _ sites: [ForwardSite], _ streams: [LoadStream]
    ) throws {
        say(title)
        var rows = sites.map { ForwardRow(name: $0.name) }
        for round in 0...self.rounds {
            for (index, site) in sites.enumerated() {
                let duration = round == 0 ? min(1, self.seconds) : self.seconds
                let figures = try site.measure(streams, for: .seconds(duration))
                // The first one fills caches and buffers.
                if round > 0 { rows[index].runs.append(figures) }
            }
        }
        for row in rows { say(row.text) }
        for row in rows.dropLast() where self.bare != nil || self.other != nil {
            if let last = rows.last { say("  \(row.name): \(row.ratio(to: last))") }
        }
    }
}
