import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Emoji, and yes and no, over the wire (B.11).
struct ConferenceVoteTests {
    private static func vote(
        _ answer: YesOrNoCode, anonymous: Bool = false
    ) -> ConferenceAct.OneOf_Deed {
        var vote = CastVote()
        vote.answer = answer
        vote.anonymous = anonymous
        return .vote(vote)
    }

    private static func counted(_ yes: UInt32, _ no: UInt32, of present: UInt32)
        -> FloorChanged.OneOf_Change
    {
        var count = VoteCount()
        (count.yes, count.no, count.present) = (yes, no, present)
        return .votesCounted(count)
    }

    private static let open = ConferenceSetup.make { $0.public = true }

    @Test func everybodyInsideHearsOfASignAndOfTheCount() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(Self.open)
        let (guest, _) = desk.guest(9, table.conference)
        _ = try desk.joined(guest, table.conference)
        desk.forgetTold()
        #expect(desk.act(guest, Self.vote(.yes)) == nil)
        #expect(desk.act(table.bob, .react("🎉")) == nil)
        for id in [table.ada, table.bob, guest] {
            let changes = desk.changes(id)
            #expect(changes.contains(Self.counted(1, 0, of: 3)))
            let reacted = changes.compactMap {
                if case .reacted(let shown) = $0 { shown } else { nil }
            }
            #expect(reacted.map(\.emoji) == ["🎉"])
            #expect(reacted.map(\.participant) == [table.bobNumber])
            #expect(changes.contains { if case .voted = $0 { true } else { false } })
        }
    }

    @Test func anAnonymousVoteIsACountAndNothingElse() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        #expect(desk.act(table.bob, Self.vote(.no, anonymous: true)) == nil)
        #expect(desk.changes(table.ada) == [Self.counted(0, 1, of: 2)])
        #expect(desk.changes(table.bob) == [Self.counted(0, 1, of: 2)])
    }

    @Test func whoComesInLateIsToldHowTheVoteStands() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        #expect(desk.act(table.bob, Self.vote(.yes)) == nil)
        let eve = try desk.enter(3, "eve")
        _ = try desk.joined(eve, table.conference)
        #expect(desk.changes(eve).contains(Self.counted(1, 0, of: 3)))
        #expect(!desk.changes(eve).contains { if case .voted = $0 { true } else { false } })
        #expect(desk.changes(table.ada).last == Self.counted(1, 0, of: 3))
        #expect(desk.act(table.ada, .endVote(Empty())) == nil)
        #expect(desk.changes(eve).last == Self.counted(0, 0, of: 0))
    }

    @Test func nothingOfItIsKept() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.holdsStore = true
        #expect(desk.act(table.bob, Self.vote(.yes)) == nil)
        #expect(desk.act(table.ada, .react("👍")) == nil)
        #expect(desk.held.isEmpty)
    }

    @Test(arguments: ["", "hello", "👍👍", "1", String(repeating: "🏽", count: 40)])
    func aSignIsOneEmoji(text: String) throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        #expect(desk.act(table.bob, .react(text)) == .protocolMismatch)
        #expect(desk.act(table.bob, Self.vote(.UNRECOGNIZED(7))) == .protocolMismatch)
        #expect(desk.told[table.ada] == nil)
    }
}
