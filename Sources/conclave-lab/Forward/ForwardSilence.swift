import Foundation
import Units

/// One receiver that reads nothing for a while: what it costs the server, and the others.
struct ForwardSilence {
    let program: String
    private static let people = 12
    private static let warmUp: Duration = .seconds(10)
    private static let silence: Duration = .seconds(30)
    /// `SO_RCVBUF` of who stops reading: with the system's own, the kernel would take 30 s by itself.
    private static let receiveBuffer = 32_768

    func run() throws {
        let site = try ForwardSite.conclave(
            program: self.program, participants: Self.people,
            receiveBuffer: Self.receiveBuffer)
        defer { site.stop() }
        Processors.allowed = .only(ForwardSite.loadCore)
        let meter = ProcessMeter(pid: site.server.pid)
        let streams = ForwardLoad.everybody(1)
        let before = try site.measure(streams, for: Self.warmUp)
        let base = meter.residentSize
        try site.load.setReading(false, of: Self.people - 1)
        var highest = base
        site.load.everySecond = { highest = max(highest, meter.residentSize) }
        let during = try site.measure(streams, for: Self.silence)
        site.load.everySecond = {}
        try site.load.setReading(true, of: Self.people - 1)
        try site.load.settle()
        let after = try site.measure(streams, for: .seconds(2))
        say("one of \(Self.people) reads nothing for \(Int(Self.silence.seconds)) s")
        say("  the server's memory: \(base) KiB before, at most \(highest - base) KiB more")
        for (name, figures) in [("before", before), ("during", during), ("after", after)] {
            say(ForwardRow(name: name, runs: [figures]).text)
        }
    }
}
