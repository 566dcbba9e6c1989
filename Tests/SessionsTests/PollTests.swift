import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Polls over the wire: who is told what (B.12).
struct PollTests {
    private var desk: Desk
    private let ada: ConnectionID
    private let bob: ConnectionID
    private let eve: ConnectionID
    private let chat: String
    private var count = 0

    init() throws {
        self.desk = try Desk("ada", "bob", "eve")
        self.desk.now.timestamp = Timestamp(milliseconds: 1_700_000_000_000)
        self.ada = try self.desk.enter(1, "ada")
        self.bob = try self.desk.enter(2, "bob")
        self.eve = try self.desk.enter(3, "eve")
        self.chat = try self.desk.group(self.ada, "team", with: "bob", "eve")
        for id in [self.ada, self.bob, self.eve] { self.desk.ask(id, .sync(Sync())) }
    }

    @discardableResult
    private mutating func act(
        _ id: ConnectionID, _ deed: Act.OneOf_Deed, number: Int? = nil
    ) -> Response.OneOf_Body? {
        self.count += 1
        self.desk.live(10)
        return self.desk.ask(id, Desk.act(deed, in: self.chat, number: number ?? self.count))
    }

    private mutating func poll(multiple: Bool = false, anonymous: Bool = false) throws -> UInt64 {
        var new = NewPoll()
        new.question = "lunch?"
        new.options = ["soup", "rice", "none"]
        new.multiple = multiple
        new.anonymous = anonymous
        guard case .posted(let posted)? = self.act(self.ada, .ask(new)) else {
            throw Desk.Unexpected()
        }
        return posted.revision
    }

    private static func vote(_ message: UInt64, _ options: UInt32...) -> Act.OneOf_Deed {
        var vote = Vote()
        vote.message = message
        vote.choice.options = options
        return .vote(vote)
    }

    private static func about(_ message: UInt64) -> MessageName {
        var name = MessageName()
        name.message = message
        return name
    }

    private static func say(_ text: String) -> Act.OneOf_Deed {
        var say = Say()
        say.text = text
        return .say(say)
    }

    private func lastEvent(to id: ConnectionID) throws -> ChatEvent {
        guard case .chatEvent(let event)? = self.desk.told[id]?.last else {
            throw Desk.Unexpected()
        }
        return event
    }

    /// What the history says of a message.
    private mutating func state(of message: UInt64, for id: ConnectionID) throws -> PollState {
        var history = History()
        history.chat = self.chat
        history.count = 100
        guard case .historyPage(let page)? = self.desk.ask(id, .history(history)) else {
            throw Desk.Unexpected()
        }
        let event = try #require(page.events.first { $0.revision == message })
        return try #require(event.state.polls.first)
    }

    @Test mutating func `a vote counts once, may be changed, and is taken back`() throws {
        let poll = try self.poll()
        let steps: [([UInt32], [UInt32], UInt32)] = [
            ([1], [1, 0, 0], 1), ([2], [0, 1, 0], 1), ([2], [0, 1, 0], 1), ([], [0, 0, 0], 0),
            ([3], [0, 0, 1], 1),
        ]
        for (choice, votes, voters) in steps {
            var vote = Vote()
            vote.message = poll
            vote.choice.options = choice
            self.act(self.bob, .vote(vote))
            for id in [self.ada, self.bob] {
                let state = try #require(try self.lastEvent(to: id).state.polls.first)
                #expect(state.options.map(\.votes) == votes)
                #expect(state.voters == voters)
            }
            let own = try #require(try self.lastEvent(to: self.bob).state.polls.first)
            #expect(own.hasOwn && own.own.options == choice)
            #expect(try self.lastEvent(to: self.ada).state.polls.first?.hasOwn == false)
            #expect(try self.state(of: poll, for: self.bob).own.options == choice)
            #expect(try self.state(of: poll, for: self.ada).own.options == [])
        }
        self.act(self.eve, Self.vote(poll, 3))
        let state = try self.state(of: poll, for: self.ada)
        #expect(
            state.question == "lunch?" && state.options.map(\.text) == ["soup", "rice", "none"])
        #expect(state.options[2].accounts == ["bob", "eve"])
    }

    @Test mutating func `a repeated vote does nothing, though another came between`() throws {
        let poll = try self.poll()
        let first = self.act(self.bob, Self.vote(poll, 1), number: 77)
        self.act(self.bob, Self.vote(poll, 2))
        #expect(self.act(self.bob, Self.vote(poll, 1), number: 77) == first)
        #expect(try self.state(of: poll, for: self.bob).own.options == [2])
    }

    @Test mutating func `what is no choice here is refused and changes nothing`() throws {
        let single = try self.poll()
        let multiple = try self.poll(multiple: true)
        let said = self.act(self.ada, Self.say("no poll"))
        guard case .posted(let posted)? = said else { throw Desk.Unexpected() }
        let table: [(Act.OneOf_Deed, Refusal)] = [
            (Self.vote(single, 4), .choiceInvalid), (Self.vote(single, 0), .choiceInvalid),
            (Self.vote(single, 1, 2), .choiceInvalid), (Self.vote(multiple, 1, 1), .choiceInvalid),
            (Self.vote(multiple, .max), .choiceInvalid), (Self.vote(multiple, 11), .choiceInvalid),
            (Self.vote(posted.revision, 1), .pollNotFound), (Self.vote(1, 1), .messageNotFound),
            (Self.vote(.max, 1), .messageNotFound), (Self.vote(0, 1), .messageNotFound),
        ]
        for (deed, refusal) in table {
            #expect(Desk.refusal(self.act(self.bob, deed)) == refusal, "\(deed)")
        }
        #expect(Desk.refusal(self.act(self.bob, Self.vote(multiple, 1, 3))) == nil)
        #expect(try self.state(of: single, for: self.ada).voters == 0)
        #expect(try self.state(of: multiple, for: self.ada).options.map(\.votes) == [1, 0, 1])
        let close = Act.OneOf_Deed.closePoll(Self.about(posted.revision))
        #expect(Desk.refusal(self.act(self.ada, close)) == .pollNotFound)
    }

    @Test mutating func `a closed poll stays as it is`() throws {
        let poll = try self.poll()
        self.act(self.bob, Self.vote(poll, 1))
        let close = Act.OneOf_Deed.closePoll(Self.about(poll))
        #expect(Desk.refusal(self.act(self.bob, close)) == .accessDenied)
        self.act(self.ada, close)
        let event = try self.lastEvent(to: self.eve)
        #expect(event.kind == .pollClosed && event.message == poll && event.sender == "ada")
        #expect(event.state.polls.first?.closed == true)
        #expect(event.state.polls.first?.hasOwn == false)
        #expect(Desk.refusal(self.act(self.bob, Self.vote(poll, 2))) == .pollClosed)
        #expect(Desk.refusal(self.act(self.bob, Self.vote(poll))) == .pollClosed)
        #expect(Desk.refusal(self.act(self.ada, close)) == .pollClosed)
        #expect(try self.state(of: poll, for: self.bob).options.map(\.votes) == [1, 0, 0])
    }

    @Test mutating func `nobody is told who votes in an anonymous poll`() throws {
        let poll = try self.poll(anonymous: true)
        self.desk.forgetTold()
        self.act(self.bob, Self.vote(poll, 2))
        let mine = try self.lastEvent(to: self.bob)
        #expect(mine.sender == "bob" && mine.state.polls.first?.own.options == [2])
        #expect(mine.state.polls.first?.options.map(\.accounts) == [[], [], []])
        let theirs = try self.lastEvent(to: self.ada)
        #expect(theirs.kind == .voted && theirs.sender == "" && theirs.clientID.isEmpty)
        #expect(theirs.state.polls.first?.options.map(\.votes) == [0, 1, 0])
        #expect(!"\(theirs)".contains("bob"))
        // Nor does any page tell, even when the poll is gone.
        let close = Act.OneOf_Deed.closePoll(Self.about(poll))
        let delete = Act.OneOf_Deed.deleteForAll(Self.about(poll))
        for deed in [close, delete] {
            let pages = try self.pages(for: self.ada, after: poll - 1)
            #expect(pages.filter { $0.kind == .voted }.count == 2)
            for event in pages { #expect(!"\(event)".contains("bob"), "\(event)") }
            self.act(self.ada, deed)
        }
        for event in try self.pages(for: self.ada, after: poll - 1) {
            #expect(!"\(event)".contains("bob"), "\(event)")
        }
        // Somebody's own stays with them.
        let own = try self.pages(for: self.bob, after: poll - 1).filter { $0.kind == .voted }
        #expect(own.map(\.sender) == ["bob", "bob"])
    }

    /// What both kinds of pages say.
    private mutating func pages(
        for id: ConnectionID, after revision: UInt64
    ) throws -> [ChatEvent] {
        var history = History()
        history.chat = self.chat
        history.after = revision
        history.count = 100
        var sync = Sync()
        sync.since = revision
        guard case .historyPage(let page)? = self.desk.ask(id, .history(history)),
            case .syncPage(let news)? = self.desk.ask(id, .sync(sync))
        else { throw Desk.Unexpected() }
        return page.events + news.events
    }

    @Test mutating func `of many votes a page tells how it stands once`() throws {
        let poll = try self.poll()
        for choice in [1, 2, 3, 1, 2] as [UInt32] { self.act(self.bob, Self.vote(poll, choice)) }
        self.act(self.eve, Self.vote(poll, 2))
        var sync = Sync()
        sync.since = poll
        guard case .syncPage(let page)? = self.desk.ask(self.ada, .sync(sync)) else {
            throw Desk.Unexpected()
        }
        #expect(page.events.map(\.kind) == Array(repeating: .voted, count: 6))
        #expect(page.events.map(\.state.polls.count) == [0, 0, 0, 0, 0, 1])
        let state = try #require(page.events.last?.state.polls.first)
        #expect(state.options.map(\.votes) == [0, 2, 0] && state.hasOwn)
    }

    @Test mutating func `the question is found, and a forwarded poll is a text`() throws {
        let poll = try self.poll()
        var search = Search()
        search.text = "lunch"
        guard case .historyPage(let page)? = self.desk.ask(self.eve, .search(search)) else {
            throw Desk.Unexpected()
        }
        #expect(page.events.map(\.revision) == [poll])
        #expect(page.events.first?.state.polls.first?.options.count == 3)
        var forward = Forward()
        forward.fromChat = self.chat
        forward.message = poll
        self.act(self.bob, .forward(forward))
        let copy = try self.lastEvent(to: self.ada)
        #expect(copy.text == "lunch?\n1. soup\n2. rice\n3. none" && !copy.hasState)
        #expect(Desk.refusal(self.act(self.bob, Self.vote(copy.revision, 1))) == .pollNotFound)
    }

    @Test mutating func `polls that are none are refused`() throws {
        let table: [(String, [String])] = [
            ("", ["a", "b"]), ("q", ["a"]), ("q", []), ("q", ["a", "a"]), ("a\nb", ["a", "b"]),
            ("q", Array(repeating: "x", count: 100_000)),
            (String(repeating: "x", count: 256), ["a", "b"]),
        ]
        for (question, options) in table {
            var new = NewPoll()
            new.question = question
            new.options = options
            #expect(Desk.refusal(self.act(self.ada, .ask(new))) == .tooLong)
        }
        #expect(Desk.refusal(self.act(self.ada, .vote(Vote()))) == .messageNotFound)
    }

    /// The worst that there can be: pages stay short enough that voice does not wait.
    @Test mutating func `the longest poll fits into a page`() throws {
        let wide = "\u{1F600}"
        var new = NewPoll()
        new.question = String(repeating: wide, count: Poll.questionMaximum)
        new.options = (0..<10).map { "\($0)" + String(repeating: wide, count: 99) }
        guard case .posted(let posted)? = self.act(self.ada, .ask(new)) else {
            throw Desk.Unexpected()
        }
        let state = try self.state(of: posted.revision, for: self.bob)
        #expect(state.options.count == 10)
        let names = Poll.optionCounts.upperBound * PollTally.namesMaximum * 36
        #expect(
            self.desk.answerLength + names <= SwitchboardLimits().pageBytesMaximum.bytes)
    }
}
