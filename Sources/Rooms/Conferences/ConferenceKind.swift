/// Who is seen and heard in a conference (L1). The raw value is the stable name.
///
/// Everybody in a conference sits somewhere (`Seat`); a kind says how many seats its podium has, how
/// one gets there, and what passes between the seats (`ConferenceKind.passes`).
public enum ConferenceKind: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Two people; a third widens it into `allOnScreen` without a break.
    case call
    /// Everybody sees and hears everybody.
    case allOnScreen = "all-on-screen"
    /// The lecturer sees and hears all; the others see and hear only the lecturer.
    case lecture
    /// Only the podium is seen and heard; others ask to go up.
    case roleBased = "role-based"
    /// Like `roleBased`, but whoever speaks or shares goes up, and entrants are muted.
    case smart

    public var description: String { self.rawValue }

    /// The model's code for the API; a call has none.
    public var code: String? {
        switch self {
        case .call: nil
        case .allOnScreen: "PxP"
        case .lecture: "OxP"
        case .roleBased: "S|L"
        case .smart: "S|L Auto"
        }
    }

    /// Some sit on the podium and the others in the hall. Without a hall everybody is on the podium.
    public var hasHall: Bool {
        switch self {
        case .call, .allOnScreen: false
        case .lecture, .roleBased, .smart: true
        }
    }

    /// Whether those in the hall may ask to go up. Only a moderator gives a lecture.
    public var takesHands: Bool { self == .roleBased || self == .smart }

    // MARK: Limits

    /// People, recorders and bots together: the default, and the most a conference may be set to.
    ///
    /// Everybody on a screen costs everybody a picture, and whoever joins is shown all streams in
    /// one control frame; a hall of a thousand costs its few speakers a thousand wrapped keys.
    public var peopleMaximum: Int {
        switch self {
        case .call: 2
        case .allOnScreen: AllOnScreen.participantsMaximum
        case .lecture, .roleBased, .smart: 1000
        }
    }

    /// Seats of the podium: the default, and the most it may be set to.
    public var podiumMaximum: Int {
        switch self {
        case .call, .allOnScreen: self.peopleMaximum
        case .lecture: 1
        case .roleBased, .smart: 36
        }
    }

    /// Whether a running conference may become one of another kind (L1.15).
    public func maySwitch(to other: ConferenceKind) -> Bool {
        switch (self, other) {
        case (.smart, .roleBased), (.roleBased, .smart), (.call, .allOnScreen): true
        default: self == other
        }
    }
}
