public import Rooms
public import Units

/// What the switchboard asks of the store. A batch is one transaction, durable before any answer.
public enum StoreCommand: Sendable, Hashable {
    /// Passwords set before a time have to be changed first.
    case findAccount(AccountName, passwordsSince: Timestamp? = nil)
    /// A visitor without a password (`AccountKind.guest`).
    case addGuest(AccountName, GuestName, at: Timestamp)
    /// The visitor is gone; the name is never given again.
    case removeGuest(AccountName)
    /// Keeps the SHA-256 of a resumption token, never the token; the last step of a login.
    case saveToken(digest: [UInt8], account: AccountName, device: [UInt8], expires: Timestamp)
    /// Finds and deletes in one step, so that a token works once.
    /// It is worth nothing where the password has to be changed first.
    case takeToken(
        digest: [UInt8], device: [UInt8], now: Timestamp, passwordsSince: Timestamp? = nil)
    /// Puts another password in the place of the one with this StoredKey, and a token in the place of
    /// all others; nothing is done if it is not that one any more.
    case changePassword(SCRAMCredential, from: [UInt8], TokenRecord, at: Timestamp)
    /// Keeps failed logins; what began before `expired` is forgotten, and the oldest beyond a limit.
    case keepFailures([FailureCount], expired: Timestamp, countMaximum: Int)
    case forgetFailures(AccountName)
    /// From now on the one hears nothing of the other, or does again.
    case block(AccountName, by: AccountName)
    case unblock(AccountName, by: AccountName)
    /// For the administrator's list: who is not offline any more, or is now.
    case keepPresences([AccountName: Presence])
    /// The chat with its first members, who see everything from the event on.
    case createChat(Chat, EventRecord)
    /// A planned conference's chat as one of its times begins: made, or as it is and empty of people.
    case openMeeting(Chat, EventRecord)
    case keepPlan(Plan)
    case forgetPlan(ConferenceID)
    /// These have been told that it begins then.
    case noteReminded(ConferenceID, [AccountName], start: Timestamp)
    case beginSession(SessionRecord)
    case enterSession(UInt64, VisitRecord)
    case leaveSession(UInt64, number: UInt32, at: Timestamp)
    case endSession(UInt64, at: Timestamp)
    /// Forgets conferences' own chats in which nobody has said anything, and nothing has happened
    /// since a time; those of some conferences stay.
    case sweepMeetings(keeping: [ConferenceID], before: Timestamp)
    /// There is nothing to do for what the administrator has asked; a change that does it forgets it.
    case forgetOwnerOrder(OwnerOrder)
    /// What has happened in a chat, all or nothing, and only if a message is as demanded.
    case record([EventRecord], MessageDemand?)
    /// A file that is going to come, unless it came already or there is no room for it; its number is
    /// the store's to give. Uploads that were offered before `abandoned` and never finished go.
    case offerFile(FileRecord, FileLimits, at: Timestamp, abandoned: Timestamp)
    /// Files that no message and no upload has any more, each told once.
    case takeForgottenFiles
    /// An upload that its owner has begun.
    case findUpload(UInt64, owner: AccountName)
    /// What the sender did under a client ID, if it did anything.
    case earlier(clientID: [UInt8], by: AccountName)
    /// What the account may see that is newer than a revision, oldest first.
    case events(since: UInt64, account: AccountName, limit: Int)
    /// The newest event that the account may see, if there is one.
    case newest(account: AccountName)
}

/// What the switchboard looks up. Answers come in no order with those of commands, so that a long
/// search holds up nobody's message.
public enum StoreQuery: Sendable, Hashable {
    /// What the account may see in a chat next to a revision, oldest first; denied to who has never
    /// been in it.
    case history(ChatID, account: AccountName, HistoryEdge, limit: Int)
    /// Messages that the account may see with all the words, newest first; in all its chats if none
    /// is named.
    case search(SearchWords, ChatID?, account: AccountName, before: UInt64, limit: Int)
    /// Conferences that the account was in or owned, or all, with a number of visits each; of numbers
    /// lower than `before`, if that is not 0, the newest first.
    case sessions(account: AccountName, all: Bool, before: UInt64, limit: Int, visits: Int)
    /// Where the account is in each of its chats.
    case standings(account: AccountName)
    case details(ChatID, account: AccountName)
    /// Whether there are all these accounts, and the account may find each.
    case finds([AccountName], account: AccountName)
    /// Accounts after a name that the account may find, in the order of their names.
    case people(PeopleSearch, account: AccountName, after: String, limit: Int)
    /// The file that came with a message that the account sees.
    case attachment(message: UInt64, account: AccountName)
}

/// What is done with the bytes of files, on a thread of its own, in order.
public enum FileJob: Sendable, Hashable {
    /// How much of an upload is there.
    case measure(UInt64)
    case append(UInt64, offset: UInt64, [UInt8])
    /// Compares with the digest and puts it where it stays.
    case finish(FileRecord)
    case read(FileRecord, offset: UInt64, count: Int)
    /// Removes what is there of them.
    case forget([ForgottenFile])
}

/// The store's answer to one command.
public enum StoreReply: Sendable, Hashable {
    case account(AccountRecord?)
    /// Whose token it was; nil if there is no such token, or not for this device, or not any more.
    case tokenOwner(AccountName?)
    /// Of the account whose token was saved; nil if it may not log in, and nothing was done.
    case profile(AccountProfile?)
    case stored
    /// The events as they are kept now, with what the store has filled in.
    case recorded([EventRecord])
    /// A planned conference's chat is there from other times, with these guests' names in it.
    case reopened(EventRecord, guests: [GuestName])
    /// The message is not as demanded.
    case denied(Refusal)
    /// The sender's client ID is already taken by this event.
    case duplicate(EventRecord)
    /// A member to add has no account.
    case unknownAccount(AccountName)
    /// A chat with this ID exists already.
    case chatExists
    case events([EventRecord])
    case standings([ChatID: ChatStanding])
    case sessions([SessionRecord])
    case details(pinned: [EventRecord], draft: String)
    case finds(Bool)
    case people([PersonRecord])
    /// Nil if there is none, or none of the asker's business.
    case file(FileRecord?)
    case files([ForgottenFile])
    /// Whether there are conferences' own chats still in which nobody has said anything.
    case swept(leavesSilent: Bool)
    /// Bytes of an upload that are written.
    case measured(UInt64)
    case bytes([UInt8])
    /// Nothing of the command was done; the reason is for the log.
    case failed(reason: String)
}

/// What a switchboard needs to start: all chats, and where the revisions go on.
public struct StoreSnapshot: Sendable {
    public var chats: [Chat]
    public var plans: [KeptPlan]
    public var newestRevision: UInt64
    /// 32 secret bytes made once per installation: false salts for unknown names come from it.
    public var serverSecret: [UInt8]
    public var failures: [FailureCount]
    public var policies: Policies
    public var blocks: BlockLists

    public init(
        chats: [Chat], plans: [KeptPlan] = [], newestRevision: UInt64, serverSecret: [UInt8],
        failures: [FailureCount] = [], policies: Policies = Policies(),
        blocks: BlockLists = BlockLists(),
    ) {
        self.chats = chats
        self.plans = plans
        self.newestRevision = newestRevision
        self.serverSecret = serverSecret
        self.failures = failures
        self.policies = policies
        self.blocks = blocks
    }
}

/// Where everything that must survive a restart is kept.
///
/// Calls block; each kind comes from one thread of its own.
public protocol Store: Sendable {
    /// Opens with what is there.
    func snapshot() throws -> StoreSnapshot
    /// Carries out a batch in one durable transaction; one reply for each command, in order.
    func perform(_ batch: [StoreCommand]) -> [StoreReply]
    /// Looks something up among what is committed; may be called beside `perform`.
    func answer(_ query: StoreQuery) -> StoreReply
}
