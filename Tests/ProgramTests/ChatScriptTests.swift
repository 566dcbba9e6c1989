import Foundation
import Testing

/// A whole conversation in scripts: what one does, the other finds.
@Suite(.serialized) struct ChatScriptTests {
    private struct Line: Decodable, Equatable {
        struct Reaction: Decodable, Equatable {
            var emoji: String
            var count: Int
            var accounts: [String]
        }

        struct Poll: Decodable, Equatable {
            struct Option: Decodable, Equatable {
                var text: String
                var votes: Int
                var accounts: [String]
            }

            var question: String
            var options: [Option]
            var closed: Bool
            var voters: Int
            var own: [Int]?
        }

        var type: String
        var revision: UInt64?
        var sender: String?
        var text: String?
        var replyTo: UInt64?
        var forwardedFrom: String?
        var edited: String?
        var deleted: Bool?
        var pinned: Bool?
        var reactions: [Reaction]?
        var poll: Poll?
        // Of chats, members and oneself.
        var id: String?
        var account: String?
        var role: String?
        var unread: Int?
        var mentions: Int?
        var muted: Bool?
        var place: String?
        var rights: [String]?
    }

    private let stage: Stage

    private static let decoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }()

    init() throws { self.stage = try Stage() }

    /// The JSON lines of a command that has to succeed.
    @discardableResult
    private func lines(_ name: String, _ arguments: String...) throws -> [Line] {
        let ending = try self.stage.run(name, arguments)
        #expect(ending.exitCode == 0, "\(arguments): \(ending.errors)")
        return try ending.output.split(separator: "\n").map {
            try Self.decoder.decode(Line.self, from: Data($0.utf8))
        }
    }

    /// Does something that has to succeed and has nothing to say.
    private func act(_ name: String, _ arguments: String...) throws {
        let ending = try self.stage.run(name, arguments)
        #expect(ending.exitCode == 0 && ending.output == "", "\(arguments): \(ending.errors)")
    }

    private func refused(
        _ name: String, _ arguments: String..., with exitCode: Int32, says: String
    ) throws {
        let ending = try self.stage.run(name, arguments)
        #expect(ending.exitCode == exitCode, "\(arguments): \(ending.errors)")
        #expect(ending.errors.contains(says), "\(arguments): \(ending.errors)")
    }

    @Test(.timeLimit(.minutes(5)))
    func whatBecomesOfAMessageIsFoundByTheOther() throws {
        #expect(try self.stage.run("ada", ["chat", "new", "team", "bob"]).exitCode == 0)
        let first = try #require(self.lines("ada", "send", "#team", "buidl is red", "--json").first)
        #expect(first.type == "posted")
        let number = String(try #require(first.revision))
        try self.act("ada", "message", "edit", "#team", number, "build is green @bob")
        try self.act("bob", "message", "react", "#team", number, "🎉")
        try self.act("ada", "message", "pin", "#team", number)
        let reply = try #require(
            self.lines("bob", "message", "reply", "#team", number, "at last", "--json").first)
        try self.lines("ada", "message", "forward", "#team", number, "@bob")

        let found = try self.lines("bob", "message", "search", "gree", "--chat", "#team", "--json")
        #expect(found.map(\.text) == ["build is green @bob"])
        #expect(found.first?.edited != nil && found.first?.pinned == true)
        #expect(found.first?.reactions == [.init(emoji: "🎉", count: 1, accounts: ["bob"])])
        #expect(try self.lines("bob", "message", "search", "buidl", "--json") == [])
        let said = try self.lines("bob", "message", "history", "#team", "--json")
            .filter { $0.type == "message" }
        #expect(said.map(\.text) == ["build is green @bob", "at last"])
        #expect(said.last?.replyTo == first.revision && said.last?.revision == reply.revision)
        let copy = try self.lines("bob", "message", "history", "@ada", "--json").last
        #expect(copy?.text == "build is green @bob" && copy?.forwardedFrom == "ada")

        try self.act("bob", "message", "unreact", "#team", number, "🎉")
        try self.act("ada", "message", "delete", "#team", number)
        let plain = try self.stage.run("bob", ["message", "history", "#team"])
        let rows = plain.output.split(separator: "\n")
        #expect(rows.count == 2)
        #expect(rows.first?.hasPrefix(number) == true && rows.first?.hasSuffix("(deleted)") == true)
        let newest = try self.lines(
            "bob", "message", "history", "#team", "--json", "--max-messages", "1"
        ).filter { $0.type == "message" }
        #expect(newest.map(\.text) == ["at last"])
        try self.refused(
            "bob", "message", "edit", "#team", number, "mine", with: 68, says: "no such message")
        try self.refused(
            "ada", "message", "react", "#team", number, "x", with: 65, says: "not one emoji")
    }

    @Test(.timeLimit(.minutes(5)))
    func whatIsAskedIsVotedOnAndCounted() throws {
        #expect(try self.stage.run("ada", ["chat", "new", "eaters", "bob"]).exitCode == 0)
        let asked = try self.lines(
            "ada", "poll", "new", "#eaters", "lunch?", "soup", "rice", "none", "--multiple",
            "--json")
        let number = String(try #require(asked.first?.revision))
        try self.act("bob", "poll", "vote", "#eaters", number, "3")
        try self.act("bob", "poll", "vote", "#eaters", number, "1", "2")
        try self.act("ada", "poll", "vote", "#eaters", number, "2")
        try self.refused(
            "bob", "poll", "vote", "#eaters", number, "4", with: 65, says: "no such answers")
        try self.refused("bob", "poll", "close", "#eaters", number, with: 77, says: "you may not")
        try self.act("ada", "poll", "close", "#eaters", number)
        try self.refused(
            "bob", "poll", "vote", "#eaters", number, with: 69, says: "the poll is closed")
        let poll = try self.lines("bob", "message", "search", "lunch", "--json").first?.poll
        #expect(poll?.options.map(\.text) == ["soup", "rice", "none"])
        #expect(poll?.options.map(\.accounts) == [["bob"], ["ada", "bob"], []])
        #expect(poll?.voters == 2 && poll?.own == [1, 2] && poll?.closed == true)
        let plain = try self.stage.run("ada", ["message", "history", "#eaters"]).output
        #expect(plain.contains("ada: lunch? (poll: 1 soup 1, 2 rice 2, 3 none 0, closed)"))
        try self.refused(
            "ada", "poll", "new", "#eaters", "alone?", "yes", with: 65, says: "2 to 10")
    }

    @Test(.timeLimit(.minutes(5)))
    func aServerThatDoesNotAnswerIsNotWaitedForForEver() throws {
        self.stage.server.signal(SIGSTOP)
        defer { self.stage.server.signal(SIGCONT) }
        try self.refused(
            "ada", "send", "@bob", "hello", "--timeout", "0.2", with: 124,
            says: "it was not done within 0.2 s")
        // Nor by somebody who is about to find out its key.
        try self.refused(
            "eve", "send", "@bob", "hello", "--timeout", "0.2", with: 124,
            says: "it was not done within 0.2 s")
        try self.refused(
            "ada", "chat", "list", "--timeout", "nan", with: 2, says: "--timeout takes seconds")
    }

    @Test(.timeLimit(.minutes(5)))
    func chatsRolesAndReadMarksAreKeptAcrossRuns() throws {
        let id = try self.stage.run("ada", ["chat", "new", "--channel", "news", "bob"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(id.hasPrefix("channel:"))
        try self.refused("bob", "send", "#news", "hello", with: 77, says: "you may not do that")
        try self.act("ada", "chat", "role", "#news", "bob", "writer")
        #expect(
            try self.lines("bob", "chat", "members", "#news", "--json").map(\.role)
                == ["owner", "writer"])
        try self.act("bob", "send", "#news", "@ada look")
        try self.act("ada", "chat", "mute", "#news")
        try self.act("ada", "chat", "place", "#news", "--folder", "to read")
        try self.refused(
            "ada", "chat", "place", "#news", "--folder", " ", with: 65, says: "1 to 40 characters")
        let before = try self.lines("ada", "chat", "list").first { $0.id == id }
        #expect(before?.unread == 1 && before?.mentions == 1 && before?.muted == true)
        #expect(before?.place == "folder:to read")
        try self.act("ada", "chat", "place", "#news")
        #expect(try self.lines("ada", "chat", "list").first { $0.id == id }?.place == "")
        #expect(before?.role == "owner")
        try self.act("ada", "message", "read", "#news")
        #expect(try self.lines("ada", "chat", "list").first { $0.id == id }?.unread == 0)

        try self.act("ada", "chat", "draft", "#news", "to be\ncontinued")
        #expect(
            try self.stage.run("ada", ["chat", "draft", "#news"]).output == "to be\ncontinued\n")
        try self.act("ada", "chat", "title", "#news", "olds")
        try self.act("ada", "chat", "owner", id, "bob")
        try self.act("ada", "chat", "leave", "#olds")
        try self.refused("ada", "chat", "members", id, with: 68, says: "there is no chat")
        try self.act("bob", "chat", "delete", "#olds")
        #expect(try self.lines("bob", "chat", "list").filter { $0.id == id } == [])

        try self.act("ada", "send", "favourites", "a note to myself")
        #expect(
            try self.lines("ada", "message", "search", "note", "--json").map(\.text)
                == ["a note to myself"])
        #expect(try self.lines("bob", "message", "search", "note", "--json") == [])
        let me = try #require(self.lines("ada", "me", "--json").first)
        #expect(me.type == "me" && me.account == "ada" && me.rights?.contains("call") == true)
        try self.refused(
            "ada", "chat", "new", "--private", "bob", "eve", with: 2, says: "with one person")
    }
}
