public import Rooms
public import Units

/// A chat of the list.
public struct ChatSummary: Sendable, Hashable {
    public var id: ChatID
    public var kind: ChatKind
    /// As the server says; a private chat is shown by the other's name instead.
    public var title: String
    public var members: [AccountName]

    public init(id: ChatID, kind: ChatKind, title: String, members: [AccountName]) {
        self.id = id
        self.kind = kind
        self.title = title
        self.members = members
    }
}

/// Something said or done in a chat.
public struct ChatLine: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        case message(from: String, text: String)
        case created(by: String, title: String)
        case added(String, by: String)
        case removed(String, by: String)
        case conferenceStarted(ConferenceID, by: String)
        case conferenceEnded(ConferenceID)
    }

    public var chat: ChatID
    /// Its place among everything the server has stored; no two lines share one.
    public var revision: UInt64
    public var time: Timestamp
    public var body: Body
    /// Set if this program posted it.
    public var post: PostID?

    public init(
        chat: ChatID, revision: UInt64, time: Timestamp, body: Body, post: PostID? = nil,
    ) {
        self.chat = chat
        self.revision = revision
        self.time = time
        self.body = body
        self.post = post
    }
}

/// Names a line that this program posts, until the server has given it a revision.
public struct PostID: Sendable, Hashable {
    public var number: UInt64

    public init(_ number: UInt64) {
        self.number = number
    }
}
