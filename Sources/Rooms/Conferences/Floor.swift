public import Units

/// A running conference: who is in it, where each sits, and what each may do (RFC 4582 calls what
/// is granted here the floor).
///
/// **Every method takes the time and returns what has changed, in order; whoever is refused has
/// changed nothing.** `receivers(of:)` says who is told of a change. When `deadline` passes, call
/// `advance(at:)`. Participants are numbered by the server, no number is used twice. Each is one
/// visit of a person, who may make several; roles belong to the person.
public struct Floor: Sendable, Equatable {
    public internal(set) var settings: ConferenceSettings
    /// Somebody owns it at any time; only who leaves for good stops being the owner.
    public internal(set) var owner: PersonID
    /// Those inside and those at the door.
    public internal(set) var attendees: [UInt32: Attendee] = [:]
    public internal(set) var isLocked = false
    public internal(set) var isOver = false
    /// When it ends by itself.
    public internal(set) var plannedEnd: Instant?

    let limits: FloorLimits
    /// Named moderators, and since when.
    var moderators: [PersonID: Instant]
    /// Accounts invited by hand.
    public internal(set) var invited: Set<AccountName>
    /// Removed by a moderator, and when.
    var removed: [PersonID: Instant] = [:]
    /// Those whose connection was lost, and until when they count as about to come back.
    var absent: [PersonID: Instant] = [:]
    /// The owner has left when there was nobody to take over.
    var isAbandoned = false
    var isWarned = false
    /// Of those inside and those who are about to come back.
    var signs: [PersonID: Sign] = [:]
    /// How the vote stood when it was last told.
    var toldTally = VoteTally()
    /// Collected by the method that is running.
    var changes: [FloorChange] = []

    public init(
        _ settings: ConferenceSettings, owner: PersonID, moderators: Set<AccountName> = [],
        invited: Set<AccountName> = [], plannedEnd: Instant? = nil,
        limits: FloorLimits = FloorLimits(), at now: Instant,
    ) {
        self.settings = settings
        self.owner = owner
        self.moderators = Dictionary(
            uniqueKeysWithValues: moderators.map { (.account($0), now) })
        self.invited = invited
        self.plannedEnd = plannedEnd
        self.limits = limits
    }

    // MARK: What happens

    /// Does what a participant asks for.
    ///
    /// - Throws: Why not.
    public mutating func handle(
        _ action: ConferenceAction, by number: UInt32, at now: Instant
    ) throws(Denial) -> [FloorChange] {
        // Nothing of a refused action stays, not even what the passing of time has changed.
        var next = self
        next.catchUp(at: now)
        try next.perform(action, by: number, at: now)
        self = next
        return self.takeChanges()
    }

    /// Lets time pass: remarks are cut off, the absent are gone, the planned end comes.
    public mutating func advance(at now: Instant) -> [FloorChange] {
        self.catchUp(at: now)
        return self.takeChanges()
    }

    /// When to call `advance(at:)` if nothing else happens.
    public var deadline: Instant? {
        guard !self.isOver else { return nil }
        var deadlines = self.attendees.values.compactMap(\.remarkEnd)
        deadlines += self.absent.values
        if let end = self.plannedEnd {
            deadlines.append(self.isWarned ? end : end - self.limits.warningLead)
        }
        return deadlines.min()
    }

    private mutating func perform(
        _ action: ConferenceAction, by number: UInt32, at now: Instant
    ) throws(Denial) {
        guard !self.isOver else { throw Denial(.ended) }
        guard let attendee = self.attendees[number] else { throw Self.nobody }
        guard attendee.seat.isInside else { return try self.prepare(action, by: number) }
        try action.right?.require(of: self.standing(of: attendee))
        switch action {
        case .invite(let account): try self.invite(account)
        case .admit(let whom): try self.admit(whom, at: now)
        case .deny(let whom): try self.deny(whom)
        case .remove(let whom): try self.remove(whom, by: number, at: now)
        case .raiseHand: try self.raiseHand(of: number, at: now)
        case .lowerHand: self.lowerHand(of: number)
        case .acceptHand(let whom): try self.acceptHands(whom, at: now)
        case .rejectHand(let whom): try self.rejectHands(whom)
        case .inviteUp(let whom): try self.inviteUp(whom, at: now)
        case .acceptInvitation: try self.acceptInvitation(of: number, at: now)
        case .rejectInvitation: try self.rejectInvitation(of: number)
        case .bringDown(let whom): try self.bringDown(whom)
        case .stepDown: try self.stepDown(number)
        case .beginRemark: try self.beginRemark(of: number, at: now)
        case .endRemark(let other): try self.endRemark(of: other, by: number)
        case .react(let emoji): try self.react(number, with: emoji, at: now)
        case .vote(let answer, let isAnonymous):
            try self.vote(number, answer, isAnonymous: isAnonymous, at: now)
        case .clearVotes: self.clearVotes()
        case .turnOn(let device): try self.turnOn(device, of: number)
        case .turnOff(let device): self.turnOff(device, of: number)
        case .turnOffOthers(let device, let whom):
            try self.turnOff(device, ofOthers: whom, by: number)
        case .askToTurnOn(let device, let whom): try self.askToTurnOn(device, whom, by: number)
        case .appoint(let other): try self.appoint(other, at: now)
        case .dismiss(let person): try self.dismiss(person)
        case .lock: self.setLocked(true)
        case .unlock: self.setLocked(false)
        case .change(let settings): try self.change(to: settings)
        case .extend(let duration): try self.extend(by: duration, at: now)
        case .end: self.end()
        }
    }

    private mutating func catchUp(at now: Instant) {
        guard !self.isOver else { return }
        self.cutRemarks(at: now)
        self.giveUpAbsent(at: now)
        self.watchPlannedEnd(at: now)
    }

    mutating func takeChanges() -> [FloorChange] {
        self.countVotes()
        defer { self.changes = [] }
        return self.changes
    }

    static let nobody = Denial(.userNotFound, "there is no such participant")
    static let notLetIn = Denial(.notPossibleNow, "a moderator has not let you in yet")
}
