import Canvas
import Interface
import Rooms
import Testing
import Units

/// Polls on the screen and in plain lines: asked, answered with keys, counted (B.12).
struct PollTests {
    private static func screen(_ line: ChatLine) -> Screen {
        var screen = Screen.ready(80, 24)
        screen.send(.line(.said("bob", "hello", 1)))
        screen.send(.line(line))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    private static let lunch = ChatLine.poll("bob", "lunch?", ["soup", "rice"], 2)

    private static func voted(_ numbers: [Int], in message: UInt64 = 3) throws -> Effect {
        .act(chat: .team, .vote(message, try #require(Ballot(numbers))))
    }

    private static func change(
        _ by: String, _ line: ChatLine, _ change: (inout PollTally) -> Void
    ) throws -> ChatChange {
        var tally = try #require(line.details.poll)
        change(&tally)
        return .by(by, .voted(line.revision, tally))
    }

    @Test func `a poll is asked with its flags`() throws {
        var screen = Self.screen(.said("bob", "well?", 2))
        screen.enter("/poll --multiple --anonymous when shall we? | mo | tu | we")
        let poll = try Poll(
            "when shall we?", options: ["mo", "tu", "we"], isMultiple: true, isAnonymous: true)
        #expect(screen.take() == [.act(chat: .team, .ask(poll))])
        screen.enter("/poll lunch? | soup|rice ")
        let lunch = try Poll("lunch?", options: ["soup", "rice"])
        #expect(screen.take() == [.act(chat: .team, .ask(lunch))])
        for wrong in ["/poll", "/poll lunch?", "/poll lunch? | soup", "/poll --secret a | b | c"] {
            screen.enter(wrong)
            #expect(screen.take() == [])
            #expect(screen.text[0].contains("it is written /poll"), "\(wrong)")
            screen.keys("ctrl+c")
        }
        screen.enter("/poll lunch? | soup | soup")
        #expect(screen.text[0].contains("a poll has 2 to 10 different answers"))
        #expect(screen.take() == [])
    }

    /// The eye finds no number at the other end of a wide screen.
    @Test func `numbers stay near their answers`() throws {
        var screen = Self.screen(Self.lunch)
        screen.send(.resize(columns: 200, rows: 24))
        let row = try #require(screen.text.first { $0.contains("1   soup") })
        let pane = row.drop { $0 != "1" }
        #expect(pane.prefix(60).contains("0%") && !pane.dropFirst(60).contains("%"))
        // An answer that needs more has more.
        let long = String(repeating: "soup ", count: 16) + "end"
        screen.send(.line(.poll("bob", "well?", [long, "rice"], 4)))
        #expect(screen.text.contains { $0.contains("soup end") && $0.contains("0%") })
    }

    @Test func `digits answer the poll that was chosen, and take the answer back`() throws {
        var screen = Self.screen(Self.lunch)
        screen.keys("ctrl+up", "2")
        #expect(try screen.take() == [Self.voted([2])])
        screen.send(.change(try Self.change("alice", Self.lunch) { $0.vote([2], own: [2]) }))
        #expect(screen.shows("2 ✓ rice"))
        screen.keys("1")
        #expect(try screen.take() == [Self.voted([1])])
        screen.keys("2")
        #expect(try screen.take() == [Self.voted([])])
        // No such answer: it is a letter like any other, as all are in a line that is begun.
        screen.keys("3")
        #expect(screen.take() == [] && screen.line.hasPrefix("#team> 3"))
        screen.keys("1")
        #expect(screen.line.hasPrefix("#team> 31"))
    }

    @Test func `of several answers each digit is a switch`() throws {
        let poll = ChatLine.poll("bob", "when?", (1...10).map { "\($0)" }, 2, isMultiple: true) {
            $0.vote([1, 3], own: [1, 3])
        }
        var screen = Self.screen(poll)
        screen.keys("ctrl+up", "2", "3", "0")
        #expect(
            try screen.take() == [
                Self.voted([1, 2, 3]), Self.voted([1]), Self.voted([1, 3, 10]),
            ])
    }

    @Test func `the command answers the last open poll, or the one that is named`() throws {
        var screen = Self.screen(Self.lunch)
        screen.send(.line(.poll("carol", "tea?", ["yes", "no"], 3) { $0.isClosed = true }))
        screen.send(.line(.said("bob", "well", 4)))
        screen.enter("/vote 1")
        #expect(try screen.take() == [Self.voted([1])])
        screen.enter("/vote ^3 none")
        #expect(try screen.take() == [Self.voted([])])
        screen.enter("/poll-close ^3")
        #expect(screen.take() == [.act(chat: .team, .closePoll(3))])
        let mistakes = [
            ("/vote", "it is written /vote"), ("/vote 3", "one number of 1 to 2, or none"),
            ("/vote 1 2", "one number of 1 to 2, or none"), ("/vote soup", "'soup' is no choice"),
            ("/vote ^ 1", "there is no poll here"), ("/vote ^2 1", "the poll is closed"),
            ("/poll-close ^2", "the poll is closed"),
            ("/poll-close 1", "it is written /poll-close"),
            ("/edit ^3 dinner?", "only your own"),
        ]
        for (line, says) in mistakes {
            screen.enter(line)
            #expect(screen.take() == [], "\(line)")
            #expect(screen.text[0].contains(says), "\(line): \(screen.text[0])")
            screen.keys("ctrl+c")
        }
    }

    @Test func `how it stands follows, and one's own answer stays`() throws {
        let poll = ChatLine.poll("bob", "lunch?", ["soup", "rice"], 2) { $0.vote([1], own: [1]) }
        var screen = Self.screen(poll)
        #expect(screen.shows("1 ✓ soup") && screen.shows("1 voted"))
        screen.send(.change(try Self.change("carol", poll) { $0.vote([1], [2], [2], own: nil) }))
        #expect(screen.shows("1 ✓ soup") && screen.shows("1   33%") && screen.shows("2   67%"))
        screen.send(.change(try Self.change("alice", poll) { $0.vote([2], own: []) }))
        #expect(!screen.shows("✓"))
        var closed = try #require(poll.details.poll)
        closed.isClosed = true
        screen.send(.change(.by("bob", .pollClosed(3, closed))))
        #expect(screen.shows("· closed"))
        screen.send(.change(.by("bob", .deleted(3))))
        screen.send(.change(.by("", .voted(3, closed))))
        #expect(screen.shows("bob │ deleted") && !screen.shows("soup"))
    }

    @Test func `one's own poll is not changed by mistake`() {
        var screen = Self.screen(.poll("alice", "lunch?", ["soup", "rice"], 2))
        screen.keys("up")
        #expect(!screen.line.hasPrefix("edit>"))
        screen.enter("/edit")
        #expect(screen.text[0].contains("a poll stays as it was asked"))
        screen.enter("/copy")
        #expect(screen.take() == [.copy(["lunch?", "1. soup", "2. rice"])])
    }

    @Test func `plain lines say it in sentences`() throws {
        var front = PlainFront(account: .alice)
        _ = front.update(.connection(.online), at: .start)
        _ = front.update(.chats([.team]), at: .start)
        let poll = ChatLine.poll("bob", "lunch?", ["soup", "ri\u{202E}ce"], 2) { tally in
            tally.vote([1], [1], [2], own: [2])
            tally.counts[0].accounts = [.bob]
        }
        #expect(
            front.update(.line(poll), at: .start).lines.map(\.text) == [
                "14:02 #team bob: lunch?", "    1. soup: 2 of 3, 67 % (bob and 1 more)",
                #"    2. ri\u{202E}ce: 1 of 3, 33 %, your choice"#, "    3 voted",
            ])
        let vote = try Self.change("", poll) { $0.vote([1], [1], own: nil) }
        #expect(
            front.update(.change(vote), at: .start).lines.map(\.text) == [
                #"14:30 #team somebody voted in bob: lunch?: soup 2, ri\u{202E}ce 0"#
            ])
        #expect(
            front.typed("/vote 1", at: .start).effects
                == [.act(chat: .team, .vote(3, try #require(Ballot([1]))))])
    }
}
