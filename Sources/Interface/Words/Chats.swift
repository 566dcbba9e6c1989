public import Rooms
public import Units

/// A chat of the list.
public struct ChatSummary: Sendable, Hashable {
    public var id: ChatID
    public var kind: ChatKind
    /// As the server says; a private chat is shown by the other's name instead.
    public var title: String
    /// Missing in the largest chats of a long list.
    public var members: [AccountName]
    /// Of those who are more than users.
    public var roles: [AccountName: ChatRole]
    public var memberCount: Int
    /// Nil if the server has not said.
    public var standing: StandingView?

    /// - Parameter memberCount: nil if `members` are all.
    public init(
        id: ChatID, kind: ChatKind, title: String, members: [AccountName],
        roles: [AccountName: ChatRole] = [:], memberCount: Int? = nil,
        standing: StandingView? = nil,
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.members = members
        self.roles = roles
        self.memberCount = memberCount ?? members.count
        self.standing = standing
    }
}

/// Where one is in a chat, the same on all of one's devices.
public struct StandingView: Sendable, Hashable {
    /// The newest message that was read; 0 for none.
    public var read: UInt64
    public var unreadCount: Int
    /// Of these, those that mention one.
    public var mentionCount: Int
    public var isMuted: Bool
    public var place: ChatPlace

    public init(
        read: UInt64, unreadCount: Int, mentionCount: Int, isMuted: Bool, place: ChatPlace = .list,
    ) {
        self.read = read
        self.unreadCount = unreadCount
        self.mentionCount = mentionCount
        self.isMuted = isMuted
        self.place = place
    }
}

/// Something said or done in a chat.
public struct ChatLine: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        case message(from: String, text: String)
        case created(by: String, title: String)
        /// By oneself: joined the conference whose chat it is.
        case added(String, by: String)
        /// By oneself: left.
        case removed(String, by: String)
        case retitled(String, by: String)
        case roleChanged(String, ChatRole, by: String)
        case historyGranted(String, by: String)
        /// Everything said before is gone.
        case cleared(by: String)
        case dissolved(by: String)
        case conferenceStarted(ConferenceID, by: String)
        case conferenceEnded(ConferenceID)
        /// What is said in a conference of this chat is from then on not said here, or here again.
        case unlinked(by: String)
        case linked(by: String)
    }

    public var chat: ChatID
    /// Its place among everything the server has stored; no two lines share one.
    public var revision: UInt64
    public var time: Timestamp
    public var body: Body
    /// Of a message.
    public var details: MessageDetails
    /// Set if this program posted it.
    public var post: PostID?

    public init(
        chat: ChatID, revision: UInt64, time: Timestamp, body: Body,
        details: MessageDetails = MessageDetails(), post: PostID? = nil,
    ) {
        self.chat = chat
        self.revision = revision
        self.time = time
        self.body = body
        self.details = details
        self.post = post
    }
}

/// What a message is besides its text, and what has become of it.
public struct MessageDetails: Sendable, Hashable {
    /// The message that it answers.
    public var replyTo: UInt64?
    /// Who said first what is forwarded.
    public var forwardedFrom: String?
    /// When its text was changed last.
    public var edited: Timestamp?
    /// Its text is gone.
    public var isDeleted = false
    public var isPinned = false
    public var reactions: [Reaction] = []
    /// What came with it.
    public var file: File?
    /// How it stands, if it is a poll.
    public var poll: PollTally?

    public init(replyTo: UInt64? = nil, forwardedFrom: String? = nil) {
        self.replyTo = replyTo
        self.forwardedFrom = forwardedFrom
    }

    /// A file that can be fetched.
    public struct File: Sendable, Hashable {
        /// As its sender calls it: one name, no path.
        public var name: String
        /// Bytes.
        public var size: UInt64

        public init(name: String, size: UInt64) {
            self.name = name
            self.size = size
        }
    }

    /// An emoji under a message.
    public struct Reaction: Sendable, Hashable {
        public var emoji: String
        public var count: Int
        /// The first of those who put it there.
        public var accounts: [String]

        public init(_ emoji: String, count: Int, accounts: [String]) {
            self.emoji = emoji
            self.count = count
            self.accounts = accounts
        }
    }
}

/// Something that changes what was said or set before, and is no line of its own.
public struct ChatChange: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case edited(UInt64, String)
        case deleted(UInt64)
        case hidden(UInt64)
        case reacted(UInt64, String)
        case unreacted(UInt64, String)
        case pinned(UInt64)
        case unpinned(UInt64)
        /// Somebody has voted in a poll; it stands so now.
        case voted(UInt64, PollTally)
        case pollClosed(UInt64, PollTally)
        case clearedForMe
        /// Everything up to a message, here or on another device.
        case read(UInt64)
        case muted(Bool)
        case placed(ChatPlace)
        /// On another device.
        case drafted(String)
    }

    public var chat: ChatID
    public var time: Timestamp
    /// Empty if nobody is to know.
    public var by: String
    public var kind: Kind

    public init(chat: ChatID, time: Timestamp, by: String, _ kind: Kind) {
        self.chat = chat
        self.time = time
        self.by = by
        self.kind = kind
    }
}

/// A file on its way.
public struct TransferView: Sendable, Hashable {
    public var name: String
    /// Bytes that are there, of so many.
    public var done: UInt64
    public var size: UInt64
    public var isUpload: Bool

    public init(name: String, done: UInt64, size: UInt64, isUpload: Bool) {
        self.name = name
        self.done = done
        self.size = size
        self.isUpload = isUpload
    }
}

/// Names a line that this program posts, until the server has given it a revision.
public struct PostID: Sendable, Hashable {
    public var number: UInt64

    public init(_ number: UInt64) {
        self.number = number
    }
}
