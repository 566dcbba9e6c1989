import ArgumentParser
import Foundation
import SecureSockets
import Units
import Wire

struct FanOutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fan-out",
        abstract: "One member posts to a group; every other gets it.",
        discussion: """
            The server runs on one core, the members on another. One at a time: the next message is \
            posted when everybody has the one before. In bursts: so many are posted at once. A \
            figure is deliveries to a member for each second of the server's processor, \
            acknowledgement, commit and indexing of the messages included; the best of all rounds, \
            and in brackets the median. The poster is told of its own message, too, which counts as \
            a delivery.
            """)
    @Option(help: "Connected members, the one who posts among them.")
    var members = 1000
    @Option(help: "Bytes of a message's text.")
    var size = 200
    @Option(help: "Messages of a burst.")
    var burst = 100
    @Option(help: "Rounds, in which the servers take turns.")
    var rounds = 5
    @Option(help: "Messages of each round.")
    var messages = 200
    @Option(help: "Another build of this program, whose server is measured, too.")
    var other: String?

    func run() throws {
        DescriptorLimit.raise()
        Precedence.raise()
        var groups: [FanOutGroup] = []
        defer { for group in groups { group.site.stop() } }
        for (name, program) in [("conclave", OwnProgram.path), ("other", self.other)] {
            guard let program else { continue }
            groups.append(try FanOutGroup(name, program: program, members: self.members))
        }
        Processors.allowed = .only(ForwardSite.loadCore)
        for burst in [1, self.burst] {
            say("\(self.size) B to \(self.members) members, \(burst) at a time")
            var runs = groups.map { _ in [FanOutRun]() }
            for round in 0...self.rounds {
                for (index, group) in groups.enumerated() {
                    let run = try group.run(
                        messages: self.messages, burst: burst, size: self.size)
                    // The first one fills caches and buffers.
                    if round > 0 { runs[index].append(run) }
                }
            }
            for (group, runs) in zip(groups, runs) { say(group.text(runs)) }
        }
    }
}

/// What one round has shown.
struct FanOutRun {
    var deliveredCount: Int
    /// Of the server, in seconds.
    var processorTime: Double
    var duration: Double

    var rate: Double { Double(self.deliveredCount) / self.processorTime }
}

/// A server with one group of connected members.
struct FanOutGroup {
    let name: String
    let site: ChatSite
    private let people: [ChatPerson]
    private let chat: String

    init(_ name: String, program: String, members: Int) throws {
        self.name = name
        self.site = try ChatSite(program: program, accounts: members, core: ForwardSite.serverCore)
        do {
            let site = self.site
            self.people = try (0..<members).map { try site.enter($0) }
            self.chat = try self.people[0].open(
                .group, with: self.people.dropFirst().map(\.account))
            try self.site.load.settle()
        } catch {
            self.site.stop()
            throw error
        }
    }

    /// Posts so many messages, a burst when the last one has arrived everywhere.
    func run(messages: Int, burst: Int, size: Int) throws -> FanOutRun {
        for person in self.people { person.diary.reset() }
        let meter = ProcessMeter(pid: self.site.server.pid)
        let (time, start) = (meter.processorTime, Instant.now)
        var posted = 0
        while posted < messages {
            let count = min(burst, messages - posted)
            for number in posted..<(posted + count) {
                let text = "\(number) ".padding(toLength: size, withPad: "lorem ", startingAt: 0)
                self.people[0].post(text, in: self.chat)
            }
            posted += count
            try self.site.load.read {
                self.people[0].diary.waitingCount == 0
                    && self.people.allSatisfy { $0.diary.messageCount >= posted }
            }
        }
        try self.check(messages)
        return FanOutRun(
            deliveredCount: messages * self.people.count,
            processorTime: meter.processorTime - time, duration: (Instant.now - start).seconds)
    }

    private func check(_ messages: Int) throws {
        let newest = self.people[0].diary.lastRevision
        for person in self.people {
            let diary = person.diary
            guard diary.isInOrder, diary.messageCount == messages, diary.lastRevision == newest
            else { throw LoadError("\(person.account) has got something else") }
        }
    }

    func text(_ runs: [FanOutRun]) -> String {
        let rates = runs.map(\.rate).sorted()
        let time = runs.reduce(0) { $0 + $1.processorTime }
        let duration = runs.reduce(0) { $0 + $1.duration }
        return String(
            format:
                "  %@ %6.1f (%6.1f) k deliveries per core-second, all in order; %.0f %% of a core",
            self.name.padding(toLength: 9, withPad: " ", startingAt: 0),
            (rates.last ?? .nan) / 1000, rates.isEmpty ? .nan : rates[rates.count / 2] / 1000,
            100 * time / duration)
    }
}
