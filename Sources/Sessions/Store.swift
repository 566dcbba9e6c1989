public import Rooms
public import Units

/// Chat kinds as the store knows them.
public enum StoredChatKind: Int, Sendable, Hashable {
    case privateChat = 1
    case group = 2
    case meeting = 3
}

/// A chat and who is in it now.
public struct ChatRecord: Sendable, Hashable {
    public var id: ChatID
    public var kind: StoredChatKind
    public var title: String
    public var members: [AccountName: ChatRole]

    public init(
        id: ChatID, kind: StoredChatKind, title: String, members: [AccountName: ChatRole]
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.members = members
    }
}

/// What happened in a chat, in the order of its server-wide revision.
public struct EventRecord: Sendable, Hashable {
    public enum Kind: Int, Sendable, Hashable {
        case message = 1
        case created = 2
        case added = 3
        case removed = 4
        case conferenceStarted = 5
        case conferenceEnded = 6
    }

    /// Given out by the switchboard, strictly rising; gaps are allowed.
    public var revision: UInt64
    public var chat: ChatID
    public var kind: Kind
    public var sender: AccountName
    public var text: String
    public var time: Timestamp
    /// The sender's own 16 bytes for a message; empty for every other kind.
    public var clientID: [UInt8]

    public init(
        revision: UInt64, chat: ChatID, kind: Kind, sender: AccountName, text: String,
        time: Timestamp, clientID: [UInt8] = [],
    ) {
        self.revision = revision
        self.chat = chat
        self.kind = kind
        self.sender = sender
        self.text = text
        self.time = time
        self.clientID = clientID
    }
}

/// What the switchboard asks of the store. A batch is one transaction, durable before any answer.
public enum StoreCommand: Sendable, Hashable {
    case findAccount(AccountName)
    /// Keeps the SHA-256 of a resumption token, never the token; the last step of a login.
    case saveToken(digest: [UInt8], account: AccountName, device: [UInt8], expires: Timestamp)
    /// Finds and deletes in one step, so that a token works once.
    case takeToken(digest: [UInt8], device: [UInt8], now: Timestamp)
    /// Keeps failed logins; what began before `expired` is forgotten, and the oldest beyond a limit.
    case keepFailures([FailureCount], expired: Timestamp, countMaximum: Int)
    case forgetFailures(AccountName)
    /// For the administrator's list: who is not offline any more, or is now.
    case keepPresences([AccountName: Presence])
    /// The chat with its first members, who see everything from the event on.
    case createChat(ChatRecord, EventRecord)
    /// The member sees everything from the event's revision on.
    case addMember(AccountName, ChatRole, EventRecord)
    /// The member sees nothing after the event's revision.
    case removeMember(AccountName, EventRecord)
    case append(EventRecord)
    /// What the account may see that is newer than a revision, oldest first.
    case events(since: UInt64, account: AccountName, limit: Int)
    /// The newest event that the account may see, if there is one.
    case newest(account: AccountName)
    /// What the account may see in a chat before a revision (0: the newest), oldest first.
    case history(ChatID, account: AccountName, before: UInt64, limit: Int)
}

/// The store's answer to one command.
public enum StoreReply: Sendable, Hashable {
    case account(AccountRecord?)
    /// Whose token it was; nil if there is no such token, or not for this device, or not any more.
    case tokenOwner(AccountName?)
    /// Of the account whose token was saved; nil if it may not log in, and nothing was saved.
    case profile(AccountProfile?)
    case stored
    /// The sender's client ID is already taken by this event.
    case duplicate(EventRecord)
    /// A member to add has no account.
    case unknownAccount(AccountName)
    /// A chat with this ID exists already.
    case chatExists
    case events([EventRecord])
    /// Nothing of the command was done; the reason is for the log.
    case failed(reason: String)
}

/// What a switchboard needs to start: all chats, and where the revisions go on.
public struct StoreSnapshot: Sendable {
    public var chats: [ChatRecord]
    public var newestRevision: UInt64
    /// 32 secret bytes made once per installation: false salts for unknown names come from it.
    public var serverSecret: [UInt8]
    public var failures: [FailureCount]
    public var lockout: LockoutPolicy

    public init(
        chats: [ChatRecord], newestRevision: UInt64, serverSecret: [UInt8],
        failures: [FailureCount] = [], lockout: LockoutPolicy = LockoutPolicy(),
    ) {
        self.chats = chats
        self.newestRevision = newestRevision
        self.serverSecret = serverSecret
        self.failures = failures
        self.lockout = lockout
    }
}

/// Where everything that must survive a restart is kept.
///
/// Calls block and come from one thread of their own.
public protocol Store: Sendable {
    /// Opens with what is there.
    func snapshot() throws -> StoreSnapshot
    /// Carries out a batch in one durable transaction; one reply for each command, in order.
    func perform(_ batch: [StoreCommand]) -> [StoreReply]
}
