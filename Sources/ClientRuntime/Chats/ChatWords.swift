internal import Units
internal import Wire

/// The stable words for scripts.
extension ChatKindCode {
    var word: String {
        switch self {
        case .private: "private"
        case .group: "group"
        case .conference: "conference"
        case .channel: "channel"
        case .favourites: "favourites"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}

extension ChatRoleCode {
    var word: String {
        switch self {
        case .owner: "owner"
        case .admin: "admin"
        case .user: "user"
        case .writer: "writer"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }

    /// The higher, the more one may do.
    var rank: Int {
        switch self {
        case .owner: 3
        case .admin: 2
        case .writer: 1
        case .user, .unspecified, .UNRECOGNIZED: 0
        }
    }

    init(parsing word: String) throws(Failure) {
        let roles: [ChatRoleCode] = [.owner, .admin, .writer, .user]
        guard let role = roles.first(where: { $0.word == word }) else {
            let words = roles.map(\.word).joined(separator: ", ")
            throw Failure(.misused, "'\(word)' is not a role", hint: "roles are \(words)")
        }
        self = role
    }
}

extension ChatEventKind {
    var word: String {
        switch self {
        case .message: "message"
        case .created: "chat-created"
        case .added: "member-added"
        case .removed: "member-removed"
        case .conferenceStarted: "conference-started"
        case .conferenceEnded: "conference-ended"
        case .edited: "message-edited"
        case .deleted: "message-deleted"
        case .hidden: "message-hidden"
        case .reacted: "reaction-added"
        case .unreacted: "reaction-removed"
        case .pinned: "message-pinned"
        case .unpinned: "message-unpinned"
        case .retitled: "title-changed"
        case .roleChanged: "role-changed"
        case .historyGranted: "history-granted"
        case .cleared: "history-cleared"
        case .clearedForMe: "history-cleared-for-me"
        case .dissolved: "chat-deleted"
        case .read: "read"
        case .muted: "muted"
        case .unmuted: "unmuted"
        case .placed: "placed"
        case .drafted: "draft"
        case .unlinked: "unlinked"
        case .linked: "linked"
        case .voted: "poll-voted"
        case .pollClosed: "poll-closed"
        case .unspecified, .UNRECOGNIZED: "unknown"
        }
    }
}
