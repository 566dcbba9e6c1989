import Foundation
import Units

/// What connected participants cost a server who neither speak nor are shown.
struct ForwardMemory {
    let program: String
    /// Conferences and the people in each.
    private static let (conferences, people) = (40, 25)

    func run() throws {
        let base = try self.base()
        let site = try ForwardSite.conclave(
            program: self.program, conferences: Self.conferences, participants: Self.people,
            senders: 0)
        defer { site.stop() }
        try site.load.settle()
        let full = ProcessMeter(pid: site.server.pid).residentSize
        let count = Self.conferences * Self.people
        say("memory of a server")
        say(String(format: "  base %.1f MiB", Double(base) / 1024))
        say(
            String(
                format: "  %d idle participants: %.1f MiB, %.1f KiB each", count,
                Double(full) / 1024, Double(full - base) / Double(count)))
    }

    /// KiB of a server that one client has visited.
    private func base() throws -> Int {
        let site = try ForwardSite.conclave(
            program: self.program, participants: 1, senders: 0)
        defer { site.stop() }
        return ProcessMeter(pid: site.server.pid).residentSize
    }
}
