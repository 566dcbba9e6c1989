/// What somebody in a conference asks for, of oneself or of others.
public enum ConferenceAction: Sendable, Hashable {
    // Who is in it.
    case invite(AccountName)
    case admit(Whom)
    case deny(Whom)
    case remove(Whom)

    // The podium (B.10).
    case raiseHand
    case lowerHand
    case acceptHand(Whom)
    case rejectHand(Whom)
    case inviteUp(Whom)
    case acceptInvitation
    case rejectInvitation
    case bringDown(Whom)
    case stepDown
    case beginRemark
    case endRemark(UInt32)

    // What is shown to everybody (B.11).
    case react(Emoji)
    /// Nil takes the vote back.
    case vote(YesOrNo?, isAnonymous: Bool)
    case clearVotes

    // Microphones, cameras and speakers.
    case turnOn(ConferenceDevice)
    case turnOff(ConferenceDevice)
    case turnOffOthers(ConferenceDevice, Whom)
    case askToTurnOn(ConferenceDevice, Whom)

    // Roles.
    case appoint(UInt32)
    case dismiss(PersonID)

    // The conference.
    case lock
    case unlock
    case change(ConferenceSettings)
    /// Puts off the planned end.
    case extend(Duration)
    case end

    /// Those whom an action is about, one or many at once (B.13).
    public enum Whom: Sendable, Hashable {
        /// All of them, or the action is refused.
        case these([UInt32])
        /// Everybody to whom it can apply, without those who lead.
        case everyone

        public static func one(_ participant: UInt32) -> Whom { .these([participant]) }
    }

    /// What it needs of the table of rights; nil for what one does with oneself, which the rule
    /// itself decides.
    var right: ConferenceRight? {
        switch self {
        case .invite, .admit, .deny, .remove: .admit
        case .acceptHand, .rejectHand, .inviteUp, .bringDown: .podium
        case .turnOffOthers, .askToTurnOn: .quiet
        case .appoint, .dismiss: .appoint
        case .lock, .unlock, .change, .extend, .end: .govern
        case .beginRemark, .react, .vote: .takePart
        case .clearVotes: .clearVotes
        case .raiseHand, .lowerHand, .acceptInvitation, .rejectInvitation, .stepDown, .endRemark,
            .turnOn, .turnOff:
            nil
        }
    }
}
