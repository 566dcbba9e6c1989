/// Whether somebody can be reached (L1.4). The raw value is what the database holds.
public enum Presence: Int, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case offline = 1
    case online = 2
    /// In a call or conference.
    case busy = 3
    /// In a conference of one's own.
    case hosting = 4
    /// May not log in.
    case deactivated = 5

    /// What an account's device is doing.
    public enum Activity: Sendable, Hashable {
        case idle
        case inConference(owned: Bool)
    }

    /// The one state of all devices of an account together: the busiest counts.
    ///
    /// - Parameter devices: those that are logged in.
    public init(isActive: Bool, devices: some Sequence<Activity>) {
        guard isActive else {
            self = .deactivated
            return
        }
        self = devices.reduce(.offline) { state, activity in
            let other: Presence =
                switch activity {
                case .idle: .online
                case .inConference(let isOwned): isOwned ? .hosting : .busy
                }
            return other.rawValue > state.rawValue ? other : state
        }
    }

    public var description: String {
        switch self {
        case .offline: "offline"
        case .online: "online"
        case .busy: "busy"
        case .hosting: "hosting"
        case .deactivated: "deactivated"
        }
    }
}
