public import Rooms

/// Somebody before the door of the conference, as those who lead see it.
public struct WaiterView: Sendable, Hashable {
    public var id: UInt32
    public var name: String
    public var account: String

    public init(id: UInt32, name: String, account: String) {
        self.id = id
        self.name = name
        self.account = account
    }
}

/// What has become different in the conference one is in, beside who is there; numbers are
/// participants'.
public enum FloorNews: Sendable, Hashable {
    case waits(WaiterView)
    /// Let in, sent away, or gone.
    case stoppedWaiting(UInt32)
    case moved(UInt32, Seat)
    case handRaised(UInt32)
    case handLowered(UInt32)
    case invitedUp(UInt32)
    case invitationRejected(UInt32)
    /// Cut off after the duration.
    case remarkBegan(UInt32, Duration)
    case remarkEnded(UInt32)
    /// Shown for some seconds.
    case reacted(UInt32, Emoji)
    /// Nil: not any more.
    case voted(UInt32, YesOrNo?)
    case votesCounted(VoteTally)
    case askedToTurnOn(ConferenceDevice, by: UInt32)
    case role(account: String, ConferenceRole)
    case locked(Bool)
    /// Only those who lead are told the PIN.
    case settings(ConferenceSettings)
    /// An account that was called and is not here.
    case invited(String)
    /// Why somebody who was called does not come.
    case notComing(String, Refusal)
    case endsSoon(in: Duration)
    /// The planned end is so far away.
    case endsIn(Duration)
}
