public import Rooms
public import Units

/// What happened in a chat, in the order of its server-wide revision.
public struct EventRecord: Sendable, Hashable {
    /// Given out by the switchboard, strictly rising.
    ///
    /// Microseconds since the Unix epoch where the clock allows it, so that a gap between two of them
    /// tells when something happened and not how much there was that one may not see.
    public var revision: UInt64
    public var chat: ChatID
    public var sender: AccountName
    public var time: Timestamp
    public var fact: ChatFact
    /// The sender's own 16 bytes for what it asked for; empty for what followed from it.
    public var clientID: [UInt8]
    /// What has become of a message since; nil if nothing has.
    public var condition: MessageCondition?
    /// What the fact's file is.
    public var attachment: FileRecord?
    /// How the poll stands that the event is or is about, for whoever it is told to.
    public var poll: PollTally?
    /// What those of `toldGuests` are called; the store fills it in.
    public var guestNames: [AccountName: String] = [:]

    public init(
        revision: UInt64, chat: ChatID, sender: AccountName, time: Timestamp, _ fact: ChatFact,
        clientID: [UInt8] = [],
    ) {
        self.revision = revision
        self.chat = chat
        self.sender = sender
        self.time = time
        self.fact = fact
        self.clientID = clientID
    }
}

extension EventRecord {
    /// Names under one emoji that are told; the number counts all.
    static let reactionNamesMaximum = 10

    /// The guests whose accounts are told with it, each once. Who must not be known is none of them.
    public var toldGuests: [AccountName] {
        var accounts = [self.sender]
        if let account = self.fact.account { accounts.append(account) }
        for reaction in self.condition?.reactions ?? [] {
            accounts += reaction.accounts.prefix(Self.reactionNamesMaximum)
        }
        for count in self.poll?.counts ?? [] {
            accounts += count.accounts.prefix(PollTally.namesMaximum)
        }
        return Set(accounts.filter(\.isReserved)).sorted()
    }

    /// As everybody hears of it but who did it: in an anonymous poll not by whom.
    var toOthers: EventRecord {
        var event = self
        event.poll?.own = nil
        if event.fact.kind == .voted, event.poll?.poll.isAnonymous != false {
            event.sender = .nobody
            event.clientID = []
        }
        return event
    }
}

/// A file as the store knows it.
public struct FileRecord: Sendable, Hashable {
    /// Never given out twice.
    public var number: UInt64
    public var name: String
    /// Bytes.
    public var size: UInt64
    /// SHA-256 of its bytes, by which it lies on the disk.
    public var digest: [UInt8]
    public var owner: AccountName
    public var chat: ChatID
    public var caption: String
    /// The owner's own 16 bytes for it.
    public var clientID: [UInt8]

    public init(
        number: UInt64, name: String, size: UInt64, digest: [UInt8], owner: AccountName,
        chat: ChatID, caption: String, clientID: [UInt8],
    ) {
        self.number = number
        self.name = name
        self.size = size
        self.digest = digest
        self.owner = owner
        self.chat = chat
        self.caption = caption
        self.clientID = clientID
    }
}

/// A file that is to go: its upload, and its bytes unless another file has the same.
public struct ForgottenFile: Sendable, Hashable {
    public var number: UInt64
    /// Nil if another file has the same bytes.
    public var digest: [UInt8]?

    public init(number: UInt64, digest: [UInt8]?) {
        self.number = number
        self.digest = digest
    }
}

/// What has become of a message since it was said. Its text is the newest, and none if it was deleted.
public struct MessageCondition: Sendable, Hashable {
    public var edited: Timestamp?
    public var isDeleted = false
    public var isPinned = false
    public var reactions: [EmojiCount] = []

    public init() {}
}

/// An emoji under a message, and whose it is.
public struct EmojiCount: Sendable, Hashable {
    public var emoji: String
    public var accounts: [AccountName]

    public init(_ emoji: String, _ accounts: [AccountName]) {
        self.emoji = emoji
        self.accounts = accounts
    }
}

/// Where an account is in a chat; the same on all its devices.
public struct ChatStanding: Sendable, Hashable {
    /// Unread messages are counted up to this.
    public static let unreadMaximum = 1000

    /// The newest message that was read; 0 for none.
    public var read: UInt64 = 0
    public var unread = 0
    public var mentions = 0
    /// The newest message that the account may see; 0 for none.
    public var newest: UInt64 = 0
    public var isMuted = false
    public var place = ChatPlace.list

    public init() {}
}

/// What to search for: 1…16 words, the last one perhaps only begun.
public struct SearchWords: Sendable, Hashable {
    public static let wordsMaximum = 16
    /// Code points of the whole question.
    public static let lengthMaximum = 256
    public let words: [String]

    /// Splits at everything that is neither letter nor digit; nil if nothing is left.
    public init?(_ text: String) {
        guard text.unicodeScalars.count <= Self.lengthMaximum else { return nil }
        // By code points: a letter may join with a quote into one character.
        let words = text.unicodeScalars.split { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber,
                .otherNumber:
                false
            default: true
            }
        }.map { String(String.UnicodeScalarView($0)) }
        guard (1...Self.wordsMaximum).contains(words.count) else { return nil }
        self.words = words
    }
}
