import Rooms
import Testing
import Units

/// What a poll is, and who may do what with it (B.12).
struct PollTests {
    private func refusal(_ question: String, _ options: [String]) -> Refusal? {
        do throws(Denial) {
            _ = try Poll(question, options: options)
            return nil
        } catch { return error.cause }
    }

    @Test func `a poll has one line of question and two to ten different answers`() {
        #expect(self.refusal("lunch?", ["soup", "rice"]) == nil)
        #expect(self.refusal("lunch?", (1...10).map { "\($0)" }) == nil)
        let longest = String(repeating: "é", count: 255)
        #expect(self.refusal(longest, ["a", String(repeating: "ß", count: 100)]) == nil)
        let wrong: [(String, [String])] = [
            ("lunch?", []), ("lunch?", ["soup"]), ("lunch?", (1...11).map { "\($0)" }),
            ("", ["a", "b"]), (" ", ["a", "b"]), ("a\nb", ["a", "b"]), (longest + "x", ["a", "b"]),
            ("lunch?", ["a", ""]), ("lunch?", ["a", " "]), ("lunch?", ["a", "b\u{1B}"]),
            ("lunch?", ["a", "a"]), ("lunch?", ["a", String(repeating: "x", count: 101)]),
        ]
        for (question, options) in wrong {
            #expect(self.refusal(question, options) == .tooLong, "\(question) \(options)")
        }
    }

    @Test func `a ballot has numbers that a poll can have, each once`() {
        #expect(Ballot([])?.numbers == [])
        #expect(Ballot([3, 1])?.numbers == [1, 3])
        #expect(Ballot([10]) != nil)
        for wrong in [[0], [11], [-1], [1, 1], [.max], [.min]] { #expect(Ballot(wrong) == nil) }
    }

    @Test func `one answer or several, of those that there are`() throws {
        let single = try Poll("lunch?", options: ["soup", "rice"])
        let multiple = try Poll("when?", options: ["mo", "tu", "we"], isMultiple: true)
        let table: [([Int], Bool, Bool)] = [
            ([], true, true), ([1], true, true), ([2], true, true), ([1, 2], false, true),
            ([3], false, true), ([1, 3], false, true), ([4], false, false), ([1, 4], false, false),
        ]
        for (numbers, inSingle, inMultiple) in table {
            let ballot = try #require(Ballot(numbers))
            #expect(single.allows(ballot) == inSingle, "\(numbers)")
            #expect(multiple.allows(ballot) == inMultiple, "\(numbers)")
        }
    }

    @Test func `forwarded it is a text`() throws {
        let poll = try Poll("lunch?", options: ["soup", "rice"])
        #expect(poll.text == "lunch?\n1. soup\n2. rice")
    }

    @Test func `shares are of those who voted, and never more than all`() throws {
        var tally = PollTally(try Poll("when?", options: ["mo", "tu"], isMultiple: true))
        #expect(tally.percent(of: 1) == 0)
        tally.voters = 3
        tally.counts[0].votes = 1
        tally.counts[1].votes = 9
        #expect(tally.percent(of: 1) == 33)
        #expect(tally.percent(of: 2) == 100)
        #expect(tally.percent(of: 0) == 0 && tally.percent(of: 3) == 0)
    }

    @Test func `voting demands an open poll, closing another's the right to delete`() throws {
        let ada = try #require(AccountName("ada"))
        let bob = try #require(AccountName("bob"))
        let chat = Chat(
            id: try #require(ChatID("group:1")), kind: .group, title: "team",
            members: [ada: .owner, bob: .user])
        let now = Timestamp(milliseconds: 1)
        let ballot = try #require(Ballot([2]))
        let vote = try chat.plan(.vote(7, ballot), by: bob, at: now, limits: ChatLimits())
        #expect(vote.facts.map(\.kind) == [.voted])
        #expect(vote.facts[0].ballot == ballot)
        #expect(vote.demand?.ballot == ballot)
        #expect(vote.demand?.isOpenPoll == true)
        #expect(vote.demand?.author == nil)
        let byUser = try chat.plan(.closePoll(7), by: bob, at: now, limits: ChatLimits())
        #expect(byUser.demand?.author == bob)
        // However long ago it was asked.
        #expect(byUser.demand?.earliest == nil)
        let byOwner = try chat.plan(.closePoll(7), by: ada, at: now, limits: ChatLimits())
        #expect(byOwner.demand?.author == nil)
        #expect(byOwner.demand?.isOpenPoll == true)
    }
}
