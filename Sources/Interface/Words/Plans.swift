public import Rooms
public import Units

/// A planned conference, or a room that is always there.
public struct PlanView: Sendable, Hashable {
    public var id: ConferenceID
    public var topic: String
    public var owner: String
    /// Of what goes on or comes next; nil for a room.
    public var start: Timestamp?
    public var length: Duration

    public init(
        id: ConferenceID, topic: String, owner: String, start: Timestamp?, length: Duration
    ) {
        self.id = id
        self.topic = topic
        self.owner = owner
        self.start = start
        self.length = length
    }
}

/// What somebody wants to plan.
public struct PlanDraft: Sendable, Hashable {
    /// As it was typed: `2026-11-27T14:00`, local; nil for a room.
    public var start: String?
    public var minutes: Int
    public var topic: String
    public var invited: [AccountName]

    public init(start: String?, minutes: Int, topic: String, invited: [AccountName]) {
        self.start = start
        self.minutes = minutes
        self.topic = topic
        self.invited = invited
    }
}
