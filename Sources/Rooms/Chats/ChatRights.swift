/// What sort of chat it is (L2.1). The raw value is the database's.
public enum ChatKind: Int, Sendable, Hashable, CaseIterable {
    /// Two people.
    case privateChat = 1
    case group = 2
    /// The own chat of an unlinked conference; its members are the conference's participants.
    case meeting = 3
    /// Owner, admins and writers post, the others read.
    case channel = 4
    /// One's own notes.
    case favourites = 5
}

/// What somebody is in a chat. The raw value is the database's.
///
/// In a meeting's chat the conference's owner is `.owner` and its moderators are `.admin`, as long as
/// they are.
public enum ChatRole: Int, Sendable, Hashable, CaseIterable {
    case owner = 1
    case admin = 2
    case user = 3
    /// Of a channel: may post, and otherwise no more than a user.
    case writer = 4

    /// Who may give and take which roles: those below the own.
    public var rank: Int {
        switch self {
        case .owner: 3
        case .admin: 2
        case .writer: 1
        case .user: 0
        }
    }
}

/// The rows of the table of chat rights (L2).
public enum ChatRight: Sendable, Hashable, CaseIterable {
    case read
    /// Send, reply, forward into the chat.
    case send
    /// Ask something that is voted on.
    case sendPolls
    /// Edit one's own messages, delete them for oneself and for all.
    case changeOwn
    case deleteOthersForSelf
    /// Delete others' messages for all, and clear the history for all.
    case deleteOthersForAll
    case changeMembers
    case pin
    case retitle
    /// Of those below one's own role.
    case changeRoles
    /// Let somebody see what was said before.
    case grantHistory
    case changeOwner
    /// Delete the chat for all.
    case dissolve
}

extension ChatRole {
    /// The table of chat rights, a column for each role in each kind of chat (L2, L2.15).
    public func rights(in kind: ChatKind) -> Set<ChatRight> {
        let everybody: Set<ChatRight> = [
            .read, .send, .sendPolls, .changeOwn, .deleteOthersForSelf,
        ]
        switch (kind, self) {
        case (.privateChat, _): return everybody
        case (.favourites, _): return [.read, .send, .changeOwn, .pin]
        case (.group, .owner), (.channel, .owner): return Set(ChatRight.allCases)
        case (.group, .admin), (.channel, .admin):
            return Set(ChatRight.allCases).subtracting([.changeOwner, .dissolve])
        case (.group, .user), (.group, .writer), (.channel, .writer): return everybody
        case (.channel, .user): return everybody.subtracting([.send, .sendPolls])
        case (.meeting, .owner):
            return everybody.union([.deleteOthersForAll, .pin, .retitle, .grantHistory])
        case (.meeting, .admin): return everybody.union([.deleteOthersForAll, .pin, .retitle])
        case (.meeting, .user), (.meeting, .writer): return everybody
        }
    }

    /// The roles that exist in a kind of chat.
    public static func roles(in kind: ChatKind) -> [ChatRole] {
        switch kind {
        case .privateChat: [.user]
        case .favourites: [.owner]
        case .group, .meeting: [.owner, .admin, .user]
        case .channel: [.owner, .admin, .writer, .user]
        }
    }
}
