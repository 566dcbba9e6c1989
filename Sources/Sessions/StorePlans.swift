public import Rooms
public import Units

/// One time that a conference ran, as the store keeps it.
public struct SessionRecord: Sendable, Hashable {
    /// The revision of what it began with, so that none is given twice.
    public var number: UInt64
    public var conference: ConferenceID
    public var owner: AccountName
    public var topic: String
    public var kind: ConferenceKind
    public var started: Timestamp
    /// Nil while it runs.
    public var ended: Timestamp?
    /// The first of them.
    public var visits: [VisitRecord] = []
    public var visitCount = 0

    public init(
        number: UInt64, conference: ConferenceID, owner: AccountName, topic: String,
        kind: ConferenceKind, started: Timestamp,
    ) {
        self.number = number
        self.conference = conference
        self.owner = owner
        self.topic = topic
        self.kind = kind
        self.started = started
    }
}

/// Somebody's stay in one of them.
public struct VisitRecord: Sendable, Hashable {
    /// The participant's; who comes back keeps it.
    public var number: UInt32
    public var account: AccountName
    /// What a guest called oneself; empty for all others.
    public var name: String
    public var entered: Timestamp
    /// Nil while there.
    public var left: Timestamp?

    public init(number: UInt32, account: AccountName, name: String, entered: Timestamp) {
        self.number = number
        self.account = account
        self.name = name
        self.entered = entered
    }
}

/// Planned conferences with what must survive a restart about them.
public struct KeptPlan: Sendable, Hashable {
    public var plan: Plan
    /// For which start each of its people was reminded last.
    public var reminded: [AccountName: Timestamp]

    public init(_ plan: Plan, reminded: [AccountName: Timestamp] = [:]) {
        self.plan = plan
        self.reminded = reminded
    }
}
