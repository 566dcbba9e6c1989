/// A row of the table "May, in a conference" (L1). The raw value is its words in a refusal.
public enum ConferenceRight: String, Sendable, Hashable, CaseIterable {
    case admit = "invite, admit or remove people"
    case podium = "bring people to and from the podium"
    case quiet = "turn off another's microphone, camera or speaker"
    case appoint = "name or dismiss moderators"
    /// With it one needs the right `record` of one's groups.
    case record = "record"
    case govern = "lock, change or end the conference"
    case clearVotes = "clear the votes"
    case unlink = "unlink the chat"
    case grantHistory = "grant the chat's history"
    /// Be seen and heard, where only the podium is.
    case appear = "send voice and pictures"
    /// Chat, react, vote, make an audio remark.
    case takePart = "take part"

    /// What a cell of the table says.
    public enum Cell: Sendable, Hashable {
        case yes
        case no
        /// Not by oneself: one may ask those who may.
        case ask
        /// Only oneself, and only down from the podium.
        case leave
        /// Everybody but the owner.
        case notTheOwner
        /// When one is on the podium.
        case onPodium
        /// What the conference does not forbid its guests (L1.22).
        case unlessForbidden
    }

    /// The table, one row in the order of `ConferenceStanding`.
    public func cell(for standing: ConferenceStanding) -> Cell {
        let row = self.row
        return switch standing {
        case .owner: row.owner
        case .moderator: row.moderator
        case .speaker: row.speaker
        case .participant: row.participant
        case .guest: row.guest
        }
    }

    private typealias Row = (
        owner: Cell, moderator: Cell, speaker: Cell, participant: Cell, guest: Cell
    )

    private var row: Row {
        switch self {
        case .admit, .quiet, .govern, .clearVotes, .unlink: (.yes, .yes, .no, .no, .no)
        case .podium: (.yes, .yes, .leave, .ask, .ask)
        case .appoint: (.yes, .notTheOwner, .no, .no, .no)
        case .record: (.yes, .yes, .ask, .ask, .no)
        case .grantHistory: (.yes, .no, .no, .no, .no)
        case .appear: (.onPodium, .onPodium, .yes, .no, .no)
        case .takePart: (.yes, .yes, .yes, .yes, .unlessForbidden)
        }
    }

    /// Lets those pass who may do it to others; what a cell adds is for the rule that asks.
    public func require(of standing: ConferenceStanding) throws(Denial) {
        switch self.cell(for: standing) {
        case .yes, .notTheOwner, .onPodium, .unlessForbidden: return
        case .no, .ask, .leave: throw self.denial
        }
    }

    private var denial: Denial {
        let holders =
            switch self {
            case .grantHistory: "the owner"
            case .appear: "those on the podium"
            default: "the owner and moderators"
            }
        return Denial(.accessDenied, "only \(holders) may \(self.rawValue)")
    }
}
