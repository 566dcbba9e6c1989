public import Rooms

/// A conference that runs, whether one is in it or not.
public struct ConferenceSummary: Sendable, Hashable {
    public var id: ConferenceID
    /// The chat it came from.
    public var chat: ChatID
    public var isUnlinked: Bool
    public var startedBy: String
    public var participantCount: Int

    public init(
        id: ConferenceID, chat: ChatID, isUnlinked: Bool, startedBy: String, participantCount: Int,
    ) {
        self.id = id
        self.chat = chat
        self.isUnlinked = isUnlinked
        self.startedBy = startedBy
        self.participantCount = participantCount
    }
}

/// A conference that is to begin.
public struct CallDraft: Sendable, Hashable {
    /// Where it comes from.
    public var chat: ChatID
    public var isUnlinked: Bool
    /// Nil for what is usual.
    public var kind: ConferenceKind?
    /// Who is rung.
    public var callees: [AccountName]

    public init(
        chat: ChatID, isUnlinked: Bool = false, kind: ConferenceKind? = nil,
        callees: [AccountName] = [],
    ) {
        self.chat = chat
        self.isUnlinked = isUnlinked
        self.kind = kind
        self.callees = callees
    }
}

/// What the people of a conference compare to find somebody in between (L7.4).
public struct WordsView: Sendable, Hashable {
    /// Read aloud, in this order.
    public var words: [String]
    /// Everybody who holds keys, recorders and bots included.
    public var holders: [String]

    public init(words: [String], holders: [String]) {
        self.words = words
        self.holders = holders
    }
}

/// Who reads what is written in the conference one is in (L2.11).
public struct AudienceView: Sendable, Hashable {
    /// `shared with #team (14)` or `private to this meeting (4)`.
    public var label: String
    public var isPrivate: Bool
    /// Where a line goes.
    public var chat: ChatID
    /// False for whoever was invited into a conference from outside the chat that it shares.
    public var includesMe: Bool

    public init(label: String, isPrivate: Bool, chat: ChatID, includesMe: Bool = true) {
        self.label = label
        self.isPrivate = isPrivate
        self.chat = chat
        self.includesMe = includesMe
    }
}

/// How far the media of a conference are sealed. There is nothing below.
public enum Encryption: String, Sendable, Hashable, CaseIterable {
    case endToEnd = "end to end"
    case endToEndVerified = "end to end, verified"
}

/// Somebody or something in the conference one is in.
public struct ParticipantView: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case person, recorder, bot
    }

    /// Of this visit; never used twice in a conference.
    public var id: UInt32
    /// What is shown: the account's name, or what a guest calls oneself.
    public var name: String
    /// A guest's is temporary.
    public var account: String
    public var kind: Kind
    public var isMicrophoneOn: Bool
    /// On, and published: there is a picture to show.
    public var isCameraOn: Bool
    public var role = ConferenceRole.participant
    public var seat = Seat.podium
    /// Asks for the podium.
    public var isHandUp = false
    /// The words were compared with this device's owner.
    public var isVerified = false

    /// Whatever somebody without an account may do here.
    public var isGuest: Bool {
        self.role == .guest || AccountName(self.account)?.isReserved == true
    }

    /// - Parameter account: nil for one that is called like its account.
    public init(
        id: UInt32, name: String, account: String? = nil, kind: Kind = .person,
        isMicrophoneOn: Bool, isCameraOn: Bool,
    ) {
        self.id = id
        self.name = name
        self.account = account ?? name
        self.kind = kind
        self.isMicrophoneOn = isMicrophoneOn
        self.isCameraOn = isCameraOn
    }
}

/// The conference one is in.
public struct ConferenceView: Sendable, Hashable {
    public var id: ConferenceID
    /// The chat it came from.
    public var chat: ChatID
    public var audience: AudienceView
    public var encryption: Encryption
    public var kind: ConferenceKind
    /// One's own participant.
    public var me: UInt32
    /// Oneself included.
    public var participants: [ParticipantView]

    public init(
        id: ConferenceID, chat: ChatID, audience: AudienceView, encryption: Encryption = .endToEnd,
        kind: ConferenceKind = .allOnScreen, me: UInt32, participants: [ParticipantView],
    ) {
        self.id = id
        self.chat = chat
        self.audience = audience
        self.encryption = encryption
        self.kind = kind
        self.me = me
        self.participants = participants
    }
}
