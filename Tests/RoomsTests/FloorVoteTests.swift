import Testing
import Units

@testable import Rooms

/// Emoji, and yes and no, in a conference (B.11).
@Suite struct FloorVoteTests {
    private static func tally(_ yes: Int, _ no: Int, of present: Int) -> FloorChange {
        .votesCounted(VoteTally(yes: yes, no: no, present: present))
    }

    private static func thumb() throws -> Emoji { try #require(Emoji("👍")) }

    @Test func `votes are counted among all who are present, and can be changed`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "b")
        #expect(
            try hall.act(2, .vote(.yes, isAnonymous: false))
                == [.voted(2, .yes), Self.tally(1, 0, of: 3)])
        hall.now = hall.now + .seconds(1)
        #expect(
            try hall.act(2, .vote(.no, isAnonymous: false))
                == [.voted(2, .no), Self.tally(0, 1, of: 3)])
        #expect(try hall.act(2, .vote(.no, isAnonymous: false)) == [])
        #expect(hall.floor.tally.percent(of: .no) == 33 && hall.floor.tally.percent(of: .yes) == 0)
        hall.now = hall.now + .seconds(1)
        #expect(
            try hall.act(2, .vote(nil, isAnonymous: true))
                == [.voted(2, nil), Self.tally(0, 0, of: 0)])
    }

    @Test func `whose an anonymous vote is, nobody is told`() throws {
        var hall = Hall()
        try hall.enter("olga", "a")
        #expect(try hall.act(2, .vote(.yes, isAnonymous: true)) == [Self.tally(1, 0, of: 2)])
        hall.now = hall.now + .seconds(1)
        #expect(
            try hall.act(2, .vote(.yes, isAnonymous: false)) == [.voted(2, .yes)])
        hall.now = hall.now + .seconds(1)
        // What was open is not shown any more.
        #expect(
            try hall.act(2, .vote(.no, isAnonymous: true))
                == [.voted(2, nil), Self.tally(0, 1, of: 2)])
    }

    @Test func `a person has one vote, whatever they come with`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "a")
        try hall.enter(.recorder(of: "olga"))
        #expect(
            try hall.act(2, .vote(.yes, isAnonymous: true)) == [Self.tally(1, 0, of: 2)])
        hall.now = hall.now + .seconds(1)
        #expect(try hall.act(3, .vote(.no, isAnonymous: true)) == [Self.tally(0, 1, of: 2)])
        hall.refuse(4, .vote(.no, isAnonymous: true), .accessDenied, "only people vote")
    }

    @Test func `who comes and goes is counted, and told`() throws {
        var hall = Hall()
        try hall.enter("olga", "a")
        try hall.act(2, .vote(.yes, isAnonymous: true))
        let entered = try hall.floor.enter(9, Visitor(.named("b")), at: hall.now)
        #expect(entered == [.entered(9, .hall), Self.tally(1, 0, of: 3)])
        // The vote of who is away for a moment waits.
        let lost = hall.floor.leave(2, absentUntil: hall.now + .seconds(60), at: hall.now)
        #expect(lost == [.left(2), Self.tally(0, 0, of: 0)])
        let back = try hall.floor.enter(10, Visitor(.named("a")), at: hall.now)
        #expect(back.last == Self.tally(1, 0, of: 3))
        let gone = hall.floor.leave(10, at: hall.now)
        #expect(gone == [.left(10), .gone(.named("a")), Self.tally(0, 0, of: 0)])
        _ = try hall.floor.enter(11, Visitor(.named("a")), at: hall.now)
        #expect(hall.floor.tally.isEmpty)
    }

    @Test func `those who lead clear the votes, and nobody else`() throws {
        var hall = Hall(moderators: [.named("mona")])
        try hall.enter("olga", "mona", "a")
        try hall.act(3, .vote(.yes, isAnonymous: false))
        hall.refuse(
            3, .clearVotes, .accessDenied, "only the owner and moderators may clear the votes")
        #expect(try hall.act(2, .clearVotes) == [Self.tally(0, 0, of: 0)])
        #expect(try hall.act(1, .clearVotes) == [])
        // The next vote of the same person counts again.
        hall.now = hall.now + .seconds(1)
        #expect(
            try hall.act(3, .vote(.yes, isAnonymous: false))
                == [.voted(3, .yes), Self.tally(1, 0, of: 3)])
    }

    @Test func `nobody shows more than one sign a second`() throws {
        var hall = Hall()
        try hall.enter("olga", "a", "a")
        let thumb = try Self.thumb()
        #expect(try hall.act(2, .react(thumb)) == [.reacted(2, thumb)])
        let denial = hall.refuse(3, .vote(.yes, isAnonymous: false), .rateLimited)
        #expect(denial?.retryAfter == .seconds(1))
        hall.refuse(2, .react(thumb), .rateLimited)
        #expect(try hall.act(1, .react(thumb)) == [.reacted(1, thumb)])
        hall.now = hall.now + .seconds(1)
        #expect(try hall.act(3, .react(thumb)) == [.reacted(3, thumb)])
    }

    @Test func `guests show signs unless they may not write`() throws {
        var hall = Hall { $0.access = .public }
        try hall.enter("olga")
        try hall.enter(.guest(7))
        let thumb = try Self.thumb()
        #expect(try hall.act(2, .react(thumb)) == [.reacted(2, thumb)])
        hall.now = hall.now + .seconds(1)
        var settings = hall.floor.settings
        settings.guests.text = false
        try hall.act(1, .change(settings))
        hall.refuse(2, .react(thumb), .accessDenied, "guests may not write in this conference")
        hall.refuse(2, .vote(.yes, isAnonymous: true), .accessDenied)
    }

    @Test func `who waits shows nothing and is not present`() throws {
        var hall = Hall { $0.waitingRoom = .all }
        try hall.enter("olga", "a")
        hall.refuse(2, .react(try Self.thumb()), .notPossibleNow)
        hall.refuse(2, .vote(.yes, isAnonymous: true), .notPossibleNow)
        #expect(try hall.act(1, .vote(.no, isAnonymous: true)) == [Self.tally(0, 1, of: 1)])
        #expect(hall.floor.receivers(of: Self.tally(0, 1, of: 1)) == [1])
    }
}
