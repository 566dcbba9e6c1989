import ArgumentParser
import Foundation
import Rooms
import Units
import Wire

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "How long the first page of a search takes.",
        discussion: """
            Somebody is in 100 of 1000 chats, which have 3 of 10 messages. Asked for are 50, as a \
            client asks: from request to answer, over the wire.
            """)
    @Option(help: "Messages of all chats.")
    var messages = 1_000_000
    @Option(help: "How often each is asked.")
    var rounds = 20
    @Option(help: "Where the messages are kept for the next time.")
    var data: String?

    private static let (ownChats, otherChats) = (100, 900)
    private static let pageLength: UInt32 = 50

    func run() throws {
        let archive = try ChatArchive(
            .init(
                ownChats: Self.ownChats, otherChats: Self.otherChats,
                ownMessages: self.messages * 3 / 10, messages: self.messages), at: self.data)
        defer { archive.remove() }
        let site = try ChatSite(accounts: 0, data: archive.path)
        defer { site.stop() }
        let person = try site.enter(0)
        let one = ArchiveQuestion.chat
        let questions = [
            ("a common word", ArchiveQuestion(ChatArchive.commonWord)),
            ("the commonest word of all", ArchiveQuestion(Vocabulary.word(0))),
            ("a rare word", ArchiveQuestion(ChatArchive.rareWord)),
            (
                "a word that is common in others' chats only",
                ArchiveQuestion(ChatArchive.foreignWord)
            ),
            ("a word that nobody has used", ArchiveQuestion("unused")),
            ("the beginning of words, one letter", ArchiveQuestion("e")),
            (
                "two common words",
                ArchiveQuestion("\(ChatArchive.commonWord) \(Vocabulary.word(1))")
            ),
            (
                "a common one and one of others' chats",
                ArchiveQuestion("\(ChatArchive.commonWord) \(ChatArchive.foreignWord)")
            ),
            ("a common word in one chat", ArchiveQuestion(ChatArchive.commonWord, in: one)),
            (
                "a word of others' chats in one chat",
                ArchiveQuestion(ChatArchive.foreignWord, in: one)
            ),
        ]
        for (title, question) in questions {
            var timings = Timings()
            var count = 0
            for _ in 0..<self.rounds {
                count = try timings.measure {
                    try question.answer(to: person, count: Self.pageLength)
                }
            }
            say("\(title): \(count) messages after \(timings.text)")
        }
    }
}

/// One search.
struct ArchiveQuestion {
    /// Of the one who asks.
    static let chat = ChatArchive.chat(0).text

    private var search = Search()

    init(_ text: String, in chat: String = "") {
        self.search.text = text
        self.search.chat = chat
    }

    /// Asks, and returns how many messages were found.
    func answer(to person: ChatPerson, count: UInt32) throws -> Int {
        var search = self.search
        search.count = count
        guard case .historyPage(let page) = try person.connection.ask(.search(search)) else {
            throw LoadError("no page")
        }
        return page.events.count
    }
}
