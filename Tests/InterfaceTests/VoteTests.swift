import Canvas
import Interface
import Rooms
import Testing
import Units

/// Emoji, and yes and no, as a conference's people see them (B.11).
struct VoteTests {
    private static func inside(leads: Bool = false) -> Screen {
        var screen = Screen.ready(120, 30)
        var view = ConferenceView.meeting()
        if leads { view.participants[0].role = .owner }
        screen.send(.joined(view))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    private static let tally = VoteTally(yes: 2, no: 1, present: 3)

    @Test func aCommandShowsAnEmojiOrVotes() throws {
        var screen = Self.inside()
        let thumb = try #require(Emoji("👍"))
        for (line, action) in [
            ("/emoji +1", .react(thumb)), ("/yes", .vote(.yes, isAnonymous: false)),
            ("/no --anonymous", .vote(.no, isAnonymous: true)),
            ("/abstain", .vote(nil, isAnonymous: true)), ("/clear-votes", .clearVotes),
        ] as [(String, ConferenceAction)] {
            screen.enter(line)
            #expect(screen.take() == [.conference(action)], "\(line)")
        }
        for (line, words) in [
            ("/emoji", "it is written /emoji EMOJI"), ("/emoji well", "'well' is"),
            ("/yes maybe", "it is written /yes [--anonymous]"),
        ] {
            screen.enter(line)
            #expect(screen.take() == [])
            #expect(screen.text[0].contains(words), "\(screen.text[0])")
            screen.keys("ctrl+c")
        }
    }

    /// Neither is taken for the other.
    @Test func anEmojiForEverybodyIsNoneUnderAMessage() throws {
        var screen = Self.inside()
        screen.send(.line(.said("bob", "hello", 5)))
        screen.enter("/react +1")
        let thumb = try #require(Emoji("👍"))
        #expect(screen.take() == [.act(chat: .team, .react(6, thumb))])
    }

    @Test func aSignStandsAtItsPersonForSomeSeconds() throws {
        var screen = Self.inside()
        screen.send(.floor(.reacted(2, try #require(Emoji("🎉")))))
        screen.send(.floor(.voted(3, .yes)))
        screen.send(.floor(.reacted(99, try #require(Emoji("👎")))))
        #expect(screen.shows("(🎉)") && screen.shows("(yes)"))
        #expect(!screen.shows("👎"))
        #expect(screen.text[0].contains("🎉"))
        screen.send(.floor(.voted(3, nil)))
        #expect(!screen.shows("(yes)"))
        screen.pass(.seconds(8))
        #expect(!screen.shows("🎉"))
    }

    @Test func theCountStandsInTheTitleUntilItIsCleared() {
        var screen = Self.inside()
        screen.send(.floor(.votesCounted(Self.tally)))
        #expect(screen.text[0].contains("yes 2 of 3 (67 %), no 1 (33 %)"))
        screen.pass(.seconds(60))
        #expect(screen.text[0].contains("yes 2 of 3"))
        screen.send(.floor(.voted(2, .yes)))
        screen.send(.floor(.votesCounted(VoteTally())))
        #expect(screen.text[0].contains("no votes are left; they were yes 2 of 3"))
        #expect(!screen.shows("(yes)"))
        screen.pass(.seconds(9))
        #expect(!screen.text[0].contains("yes"))
    }

    @Test func whoClearsTheVotesTellsTheChatHowTheyStood() throws {
        var screen = Self.inside(leads: true)
        screen.send(.floor(.votesCounted(Self.tally)))
        screen.enter("/clear-votes")
        let words = try #require(MessageText("the vote: yes 2 of 3 (67 %), no 1 (33 %)"))
        #expect(
            screen.take() == [
                .conference(.clearVotes),
                .post(chat: .team, text: words, id: PostID(1), replyTo: nil),
            ])
    }

    @Test func plainLinesSayItInSentences() throws {
        var front = PlainFront(account: .alice)
        _ = front.update(.chats([.team]), at: .start)
        let thumb = try #require(Emoji("👍"))
        #expect(front.update(.floor(.reacted(2, thumb)), at: .start).lines == [])
        _ = front.update(.joined(.meeting()), at: .start)
        func hear(_ news: FloorNews) -> [String] {
            front.update(.floor(news), at: .start).lines.map(\.text)
        }
        #expect(hear(.reacted(2, thumb)) == ["bob shows 👍"])
        #expect(hear(.voted(3, .no)) == ["carol says no"])
        #expect(hear(.votesCounted(Self.tally)) == ["votes: yes 2 of 3 (67 %), no 1 (33 %)"])
        #expect(
            hear(.votesCounted(VoteTally()))
                == ["no votes are left; they were yes 2 of 3 (67 %), no 1 (33 %)"])
    }
}
