public import Units

/// What has become different in a conference, to be told to those whom it concerns.
public enum FloorChange: Sendable, Hashable {
    case waits(UInt32)
    case entered(UInt32, Seat)
    /// The same visit, on another connection.
    case replaced(UInt32, by: UInt32)
    case denied(UInt32)
    case left(UInt32)
    case stoppedWaiting(UInt32)
    case removed(UInt32)
    /// Whoever it is has left for good, or has not come back in time (L2.10).
    case gone(PersonID)
    case invited(AccountName)

    case moved(UInt32, Seat)
    case handRaised(UInt32)
    case handLowered(UInt32)
    case invitedUp(UInt32)
    case invitationRejected(UInt32)
    case remarkBegan(UInt32, until: Instant)
    case remarkEnded(UInt32)

    /// Shown for a moment.
    case reacted(UInt32, Emoji)
    /// Somebody lets everybody know; nil: not any more.
    case voted(UInt32, YesOrNo?)
    case votesCounted(VoteTally)

    case turnedOn(ConferenceDevice, UInt32)
    case turnedOff(ConferenceDevice, UInt32)
    case askedToTurnOn(ConferenceDevice, UInt32, by: UInt32)

    case role(PersonID, ConferenceRole)

    case locked
    case unlocked
    case settingsChanged
    case endsSoon(at: Instant)
    case extended(until: Instant)
    case ended

    /// Who hears of it.
    public enum Audience: Sendable, Hashable {
        /// Those at the door too.
        case all
        /// Everybody inside.
        case inside
        /// Everybody inside, and one who is not any more.
        case insideAnd(UInt32)
        /// Those who lead, and whom it is about.
        case leadersAnd(UInt32)
        case only(UInt32)
    }

    public var audience: Audience {
        switch self {
        case .ended: .all
        case .removed(let number): .insideAnd(number)
        case .waits(let number), .denied(let number), .stoppedWaiting(let number),
            .invitedUp(let number), .invitationRejected(let number):
            .leadersAnd(number)
        case .askedToTurnOn(_, let number, by: _): .only(number)
        case .entered, .replaced, .left, .gone, .invited, .moved, .handRaised, .handLowered,
            .remarkBegan, .remarkEnded, .reacted, .voted, .votesCounted, .turnedOn, .turnedOff,
            .role, .locked, .unlocked,
            .settingsChanged, .endsSoon, .extended:
            .inside
        }
    }
}
