public import Units

/// Who somebody is to a conference: roles belong to it, whatever number a visit has.
public enum PersonID: Sendable, Hashable, Comparable {
    case account(AccountName)
    /// A temporary identity that dies with the conference (L1.21).
    case guest(UInt32)

    public var isGuest: Bool {
        if case .guest = self { true } else { false }
    }
}

/// What the server knows of somebody who comes to the door.
public struct Visitor: Sendable, Hashable {
    public var person: PersonID
    public var kind = Kind.person
    /// Has the right `operator`.
    public var isOperator = false
    /// Has called the conference's owner, which asks to be let in (L1.26).
    public var hasCalled = false

    public init(_ person: PersonID) {
        self.person = person
    }

    /// Whether it is the person, and not what it brings.
    public var isHuman: Bool { self.kind == .person }

    /// A recorder or bot is seen like everybody, and never owns a conference.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case person
        case recorder
        case bot
    }
}

/// What a participant, or a moderator for them, switches on and off.
public enum ConferenceDevice: String, Sendable, Hashable, CaseIterable {
    case microphone
    case camera
    case speaker
}

/// One visit to a conference, from coming to the door to leaving.
public struct Attendee: Sendable, Hashable {
    public internal(set) var visitor: Visitor
    public internal(set) var seat: Seat
    /// When they came in; before that, when they came to the door.
    public internal(set) var since: Instant
    /// What is switched on. Only their own act adds to it (L1.19).
    public internal(set) var devices: Set<ConferenceDevice>
    /// Since when they ask for the podium.
    public internal(set) var handUpSince: Instant?
    /// A moderator has invited them to the podium.
    public internal(set) var isInvitedUp = false
    /// When their audio remark is cut off.
    public internal(set) var remarkEnd: Instant?
    /// No other remark of theirs before.
    var nextRemark: Instant?
    /// Last seen to speak or share.
    var spokeAt: Instant
    /// Went up by speaking, and makes room for who speaks now.
    var yields = false

    init(_ visitor: Visitor, devices: Set<ConferenceDevice>, at now: Instant) {
        self.visitor = visitor
        self.seat = .waiting
        self.since = now
        self.devices = devices
        self.spokeAt = now
    }

    public var person: PersonID { self.visitor.person }

    /// Where they sit at a moment: no remark outlives its end, even before anybody has been told.
    public func seat(at now: Instant) -> Seat {
        guard self.seat == .remark, let end = self.remarkEnd else { return self.seat }
        return now < end ? .remark : .hall
    }
}
