import ArgumentParser
import Foundation
import Sessions
import Units

struct CatchUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catch-up",
        abstract: "How long a device that comes back needs until it is in step.",
        discussion: """
            From dialling on: TCP, TLS, a whole login by password, and all pages of what was missed, \
            while messages of others' chats lie in between.
            """)
    @Option(help: "Chats of who comes back.")
    var chats = 100
    @Option(help: "Messages that it has missed in them.")
    var missed = 1000
    @Option(help: "Messages of others' chats at the same time.")
    var others = 99_000
    @Option(help: "How often it comes back.")
    var rounds = 20
    @Option(help: "Where the messages are kept for the next time.")
    var data: String?

    func run() throws {
        let archive = try ChatArchive(
            .init(
                ownChats: self.chats, otherChats: 9 * self.chats, ownMessages: self.missed,
                messages: self.missed + self.others), at: self.data)
        defer { archive.remove() }
        let site = try ChatSite(accounts: 0, data: archive.path)
        defer { site.stop() }
        var timings = Timings()
        for _ in 0..<self.rounds {
            let diary = try timings.measure {
                try site.enter(0, history: .after(archive.created)).diary
            }
            guard diary.messageCount == self.missed, diary.isInOrder else {
                throw LoadError("\(diary.messageCount) messages came")
            }
        }
        say(
            "\(self.missed) missed in \(self.chats) chats, \(self.others) of others' meanwhile:"
                + " in step after \(timings.text)")
    }
}
