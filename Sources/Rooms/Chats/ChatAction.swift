/// Everything somebody can do in a chat (L2.16, L2.21). Messages are named by their revisions.
public enum ChatAction: Sendable, Hashable {
    case say(MessageText, replyingTo: UInt64?)
    case ask(Poll)
    case vote(UInt64, Ballot)
    case closePoll(UInt64)
    /// Says again what was said in another chat, or in this one.
    case forward(UInt64, from: ChatID)
    case edit(UInt64, MessageText)
    case deleteForAll(UInt64)
    case deleteForMe(UInt64)
    case react(UInt64, Emoji)
    case takeReactionBack(UInt64, Emoji)
    case pin(UInt64)
    case unpin(UInt64)
    case retitle(ChatTitle)
    case add(AccountName, HistoryGrant)
    case remove(AccountName)
    case leave
    case setRole(AccountName, ChatRole)
    case grantHistory(AccountName, HistoryGrant)
    /// Takes away everything that was said so far.
    case clearForAll
    case clearForMe
    case dissolve
    /// Everything up to a message.
    case markRead(UInt64)
    case mute(Bool)
    case place(ChatPlace)
    case draft(DraftText)
}

/// What of what was said before somebody gets to see (L2.9, L2.21).
public enum HistoryGrant: Sendable, Hashable {
    case none
    case all
    /// This message and what came after it.
    case from(UInt64)
}

/// What has happened in a chat, without who did it and when.
public struct ChatFact: Sendable, Hashable {
    /// The raw value is the database's and the wire's.
    public enum Kind: Int, Sendable, Hashable, CaseIterable {
        case message = 1
        case created = 2
        case added = 3
        case removed = 4
        case conferenceStarted = 5
        case conferenceEnded = 6
        case edited = 7
        case deleted = 8
        case hidden = 9
        case reacted = 10
        case unreacted = 11
        case pinned = 12
        case unpinned = 13
        case retitled = 14
        case roleChanged = 15
        case historyGranted = 16
        case cleared = 17
        case clearedForMe = 18
        case dissolved = 19
        case read = 20
        case muted = 21
        case unmuted = 22
        case drafted = 23
        case unlinked = 24
        case linked = 25
        case voted = 26
        case pollClosed = 27
        case placed = 28

        /// Whether it changes a message, so that only who sees that hears of it.
        public var isAboutMessage: Bool {
            switch self {
            case .edited, .deleted, .hidden, .reacted, .unreacted, .pinned, .unpinned, .voted,
                .pollClosed:
                true
            default: false
            }
        }

        /// Whether only who did it hears of it, on all devices.
        public var isPersonal: Bool {
            switch self {
            case .hidden, .clearedForMe, .read, .muted, .unmuted, .placed, .drafted: true
            default: false
            }
        }
    }

    public var kind: Kind
    /// The message, or what it became; a title; an emoji; a draft; a place; a conference.
    public var text: String
    /// The message that it is about: replied to, edited, pinned, read up to. For somebody who was
    /// added, the first one to see; 0 for all.
    public var message: UInt64?
    /// Who it is about: added, removed; the author of what was forwarded.
    public var account: AccountName?
    public var role: ChatRole?
    /// The number of the file that comes with a message.
    public var file: UInt64?
    /// What a message asks, if it asks something; its text is the question.
    public var poll: Poll?
    /// What was chosen.
    public var ballot: Ballot?

    public init(
        _ kind: Kind, _ text: String = "", message: UInt64? = nil, account: AccountName? = nil,
        role: ChatRole? = nil,
    ) {
        self.kind = kind
        self.text = text
        self.message = message
        self.account = account
        self.role = role
    }
}
