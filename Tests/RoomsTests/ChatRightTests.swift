import Rooms
import Testing
import Units

/// The table of chat rights, copied from the requirements (L2), and what it means for actions.
@Suite struct ChatRightTests {
    /// Columns: owner, admin, user of a group; the conference's owner and moderator; favourites'
    /// owner; writer and user of a channel (L2.15).
    static let columns: [(ChatKind, ChatRole)] = [
        (.group, .owner), (.group, .admin), (.group, .user), (.meeting, .owner),
        (.meeting, .admin), (.favourites, .owner), (.channel, .writer), (.channel, .user),
    ]

    static let table: [(ChatRight, String)] = [
        (.read, "✓✓✓✓✓✓✓✓"),
        (.send, "✓✓✓✓✓✓✓–"),
        (.sendPolls, "✓✓✓✓✓–✓–"),
        (.changeOwn, "✓✓✓✓✓✓✓✓"),
        (.deleteOthersForSelf, "✓✓✓✓✓–✓✓"),
        (.deleteOthersForAll, "✓✓–✓✓–––"),
        (.changeMembers, "✓✓––––––"),
        (.pin, "✓✓–✓✓✓––"),
        (.retitle, "✓✓–✓✓–––"),
        (.changeRoles, "✓✓––––––"),
        (.grantHistory, "✓✓–✓––––"),
        (.changeOwner, "✓–––––––"),
        (.dissolve, "✓–––––––"),
    ]

    @Test(arguments: Self.table)
    func `every cell of the table is so`(right: ChatRight, row: String) {
        for ((kind, role), cell) in zip(Self.columns, row) {
            #expect(role.rights(in: kind).contains(right) == (cell == "✓"), "\(role) in \(kind)")
        }
    }

    @Test func `the table has every right`() {
        #expect(Set(Self.table.map(\.0)) == Set(ChatRight.allCases))
    }

    @Test func `two people in a private chat are users, who may neither pin nor invite`() {
        #expect(ChatRole.roles(in: .privateChat) == [.user])
        #expect(
            ChatRole.user.rights(in: .privateChat) == [
                .read, .send, .sendPolls, .changeOwn, .deleteOthersForSelf,
            ])
    }

    @Test func `the kinds of facts have numbers of their own`() {
        let numbers = ChatFact.Kind.allCases.map(\.rawValue)
        #expect(numbers == Array(1...numbers.count))
    }
}
