import Rooms
import Testing
import Wire

@testable import ClientRuntime
@testable import Sessions

/// What the interface wants done is what the server understands.
struct DeedTests {
    private static func everyAction() throws -> [ChatAction] {
        let text = try #require(MessageText("hello"))
        let emoji = try #require(Emoji("👍"))
        let bob = try #require(AccountName("bob"))
        let chat = try #require(ChatID("group:x"))
        let roles = ChatRole.allCases.map { ChatAction.setRole(bob, $0) }
        let grants: [Rooms.HistoryGrant] = [.none, .all, .from(7)]
        return roles + grants.map { .add(bob, $0) } + grants.map { .grantHistory(bob, $0) } + [
            .say(text, replyingTo: nil), .say(text, replyingTo: 7), .forward(7, from: chat),
            .edit(7, text), .deleteForAll(7), .deleteForMe(7), .react(7, emoji),
            .ask(try Poll("lunch?", options: ["soup", "rice"], isMultiple: true)),
            .ask(try Poll("lunch?", options: ["soup", "rice"], isAnonymous: true)),
            .vote(7, try #require(Ballot([3, 1]))), .vote(7, try #require(Ballot([]))),
            .closePoll(7),
            .takeReactionBack(7, emoji), .pin(7), .unpin(7),
            .retitle(try #require(ChatTitle("news"))), .remove(bob), .leave, .clearForAll,
            .clearForMe, .dissolve, .markRead(7), .mute(true), .mute(false),
            .place(.top), .place(.list), .place(.archive),
            .place(.folder(try #require(FolderName("at work")))),
            .draft(try #require(DraftText("be"))), .draft(try #require(DraftText(""))),
        ]
    }

    @Test func everyActionArrivesAsItWasMeant() throws {
        for action in try Self.everyAction() {
            // Over the wire, as bytes.
            var act = Act()
            act.deed = Act.OneOf_Deed(action)
            var request = Request()
            request.act = act
            let arrived = try Request(parsing: request.frame.body)
            #expect(try ChatAction(#require(arrived.act.deed)) == action)
        }
    }
}
