import ArgumentParser
import Foundation
import SecureSockets
import Units
import Wire

struct CommitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "How many messages a second are made durable, and how long that takes.",
        discussion: """
            Everybody writes to one other, so a message has two receivers. First at a rate, then as \
            fast as it goes: the next message is posted when one of those before is acknowledged.
            """)
    @Option(help: "Who send; an even number.")
    var senders = 50
    @Option(help: "Messages a second of all together.")
    var rate = 2000.0
    @Option(help: "Unacknowledged messages of each, when it goes as fast as possible.")
    var inFlight = 4
    @Option(help: "Bytes of a message's text.")
    var size = 200
    @Option(help: "Seconds of each part.")
    var seconds = 10.0

    func run() throws {
        DescriptorLimit.raise()
        let site = try ChatSite(accounts: self.senders)
        defer { site.stop() }
        let pairs = try ChatPairs(site, count: self.senders)
        let text = "".padding(toLength: self.size, withPad: "lorem ", startingAt: 0)
        try self.measure("at \(Int(self.rate))/s", site, pairs) { elapsed, total in
            guard total < Int(elapsed * self.rate) else { return false }
            pairs.post(text, from: total % self.senders)
            return true
        }
        try self.measure("\(self.inFlight) in flight", site, pairs) { _, _ in
            pairs.post(text, whereBelow: self.inFlight) > 0
        }
    }

    /// - Parameter post: posts what is due after so many seconds and messages; false if nothing is.
    private func measure(
        _ title: String, _ site: ChatSite, _ pairs: ChatPairs,
        post: (_ elapsed: Double, _ total: Int) -> Bool,
    ) throws {
        for person in pairs.people { person.diary.reset() }
        let meter = ProcessMeter(pid: site.server.pid)
        let (time, start) = (meter.processorTime, Instant.now)
        var total = 0
        while true {
            let elapsed = (Instant.now - start).seconds
            guard elapsed < self.seconds else { break }
            while post(elapsed, total) { total += 1 }
            try site.load.turn(until: .now + .milliseconds(1))
        }
        try site.load.read { pairs.people.allSatisfy { $0.diary.waitingCount == 0 } }
        let duration = (Instant.now - start).seconds
        let delays = pairs.people.flatMap(\.diary.delays)
        let share = 100 * (meter.processorTime - time) / duration
        say(
            "\(title): \(Int(Double(delays.count) / duration)) messages/s accepted, acknowledged after"
                + " \(Timings(delays).text); \(Int(share)) % of a core")
    }
}

/// People who write to each other in private, two by two.
struct ChatPairs {
    let people: [ChatPerson]
    private let chats: [String]

    init(_ site: ChatSite, count: Int) throws {
        let people = try (0..<count).map { try site.enter($0) }
        self.people = people
        self.chats = try people.indices.map {
            try people[$0].open(.private, with: [people[$0 ^ 1].account])
        }
        try site.load.settle()
    }

    func post(_ text: String, from index: Int) {
        self.people[index].post(text, in: self.chats[index])
    }

    /// A message of everybody who has fewer than so many on their way.
    ///
    /// - Returns: How many.
    func post(_ text: String, whereBelow inFlight: Int) -> Int {
        let free = self.people.indices.filter { self.people[$0].diary.waitingCount < inFlight }
        for index in free { self.post(text, from: index) }
        return free.count
    }
}
