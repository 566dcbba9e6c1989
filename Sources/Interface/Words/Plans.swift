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
    /// Without the owner; empty in the list of all.
    public var invited: [String]

    public init(
        id: ConferenceID, topic: String, owner: String, start: Timestamp?, length: Duration,
        invited: [String] = [],
    ) {
        self.id = id
        self.topic = topic
        self.owner = owner
        self.start = start
        self.length = length
        self.invited = invited
    }
}

/// What is to be otherwise of a plan; nil and empty leave it as it is.
public struct PlanRevision: Sendable, Hashable {
    public var id: ConferenceID
    public var topic: String?
    public var time: PlanDraft.Time?
    public var invited: [AccountName]
    public var uninvited: [AccountName]

    public init(
        id: ConferenceID, topic: String? = nil, time: PlanDraft.Time? = nil,
        invited: [AccountName] = [], uninvited: [AccountName] = [],
    ) {
        self.id = id
        self.topic = topic
        self.time = time
        self.invited = invited
        self.uninvited = uninvited
    }
}

/// What somebody wants to plan.
public struct PlanDraft: Sendable, Hashable {
    public var time: Time
    public var topic: String
    public var invited: [AccountName]

    public init(time: Time, topic: String, invited: [AccountName]) {
        self.time = time
        self.topic = topic
        self.invited = invited
    }

    public enum Time: Sendable, Hashable {
        /// As it was typed: `2026-11-27T14:00`, local.
        case once(String, minutes: Int)
        /// Always.
        case room

        /// `2026-11-27T14:00` for an hour, `2026-11-27T14:00/30`, or `room`; nil for what is none.
        init?(_ word: some StringProtocol) {
            let parts = word.split(separator: "/", omittingEmptySubsequences: false)
            let minutes = parts.count == 2 ? Int(parts[1]) : 60
            guard parts.count < 3, let minutes, (1...24 * 60).contains(minutes) else { return nil }
            self =
                parts[0].lowercased() == "room" ? .room : .once(String(parts[0]), minutes: minutes)
        }
    }
}
