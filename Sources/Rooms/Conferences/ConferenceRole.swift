/// What an account, or a guest, is in a conference; it survives a reconnect (L1.17).
public enum ConferenceRole: String, Sendable, Hashable, CaseIterable {
    case owner
    /// Also everybody with the right `operator`.
    case moderator
    case participant
    /// Has no account (L1.21), and was not made a moderator.
    case guest

    /// Whether one leads the conference.
    public var leads: Bool { self == .owner || self == .moderator }
}

/// A column of the table of rights: a role, or what the podium makes of it.
public enum ConferenceStanding: String, Sendable, Hashable, CaseIterable {
    case owner
    case moderator
    /// On the podium, and neither owner nor moderator.
    case speaker
    case participant
    case guest

    public init(_ role: ConferenceRole, isOnPodium: Bool) {
        switch role {
        case .owner: self = .owner
        case .moderator: self = .moderator
        case .participant: self = isOnPodium ? .speaker : .participant
        case .guest: self = isOnPodium ? .speaker : .guest
        }
    }
}
