/// Every limit of a floor, with its unit and reason; how many are in and up is a setting.
public struct FloorLimits: Sendable, Hashable {
    /// People before the door. More than a moderator can look through, few enough to keep.
    public var waitingMaximum = 100
    /// Named moderators; each may end the conference.
    public var moderatorsMaximum = 36
    /// Accounts invited by hand: a full hall.
    public var invitedMaximum = 1000
    /// Removed accounts that are remembered; the longest removed is forgotten first.
    public var removedMaximum = 1000
    /// Long enough for a question, short enough to wait for.
    public var remarkLength: Duration = .seconds(30)
    /// Between two remarks of one visit, so that nobody holds the hall with one after the other.
    public var remarkPause: Duration = .seconds(15)
    /// Between two emoji or votes of one person: each of them goes to everybody. Shorter lets one person
    /// flood the others, longer is in the way of who changes their mind.
    public var signPause: Duration = .seconds(1)
    /// Whoever went up by speaking and was silent for so long makes room for another. Shorter takes
    /// the seat in a pause for breath, longer cuts off who speaks now.
    public var silenceMaximum: Duration = .seconds(5)
    /// Around the planned end.
    public var warningLead = Schedule.warningLead

    public init() {}
}
