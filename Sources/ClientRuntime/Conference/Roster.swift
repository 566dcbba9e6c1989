internal import Canvas
internal import Rooms
internal import SealedMedia
internal import Sessions
internal import VPXVideo
internal import Wire

/// Who is in a conference, as far as this client knows.
struct Roster: Sendable {
    /// A participant other than oneself, or oneself.
    struct Member: Sendable {
        var account: String
        /// What a guest calls oneself; empty for all others.
        var guestName: String
        var kind: ParticipantKind
        var role: ConferenceRole
        var seat: Seat
        var isHandUp = false
        var devices: Devices
        /// The video layers that the participant sends, from the lowest; empty without video.
        var camera: [LayerDescription]
        /// The same under another number: somebody has come back.
        var visit: VisitTag?
        /// Nil if the device's keys are not its own: such a participant gets and gives no media.
        var identity: DeviceIdentity?
        /// As words are made of it; nil without keys, and without a visit that others can name.
        let holder: KeyHolder?
    }

    let conference: String
    let me: UInt32
    let isUnlinked: Bool
    var conferenceKind: ConferenceKind
    /// The chat it came from; empty for one by itself.
    let chat: String
    /// Where a line said in the conference goes.
    var writeChat: String
    /// `shared with #team (14)` or `private to this meeting (4)`.
    var audience: String
    var members: [UInt32: Member] = [:]

    init(_ joined: Joined) {
        self.conference = joined.conference.id
        self.me = joined.participant
        self.isUnlinked = joined.conference.unlinked
        self.chat = joined.conference.chat
        self.conferenceKind = (try? ConferenceKind(wire: joined.conference.kind)) ?? .allOnScreen
        self.writeChat = joined.conference.writeChat
        self.audience = Sanitized(remote: joined.audience).text
        for participant in joined.participants { self.members[participant.id] = .init(participant) }
    }

    /// Everybody but oneself, by number.
    var others: [(number: UInt32, member: Member)] {
        self.members.filter { $0.key != self.me }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// The number by which another's visit is known; nil for one that isn't.
    func number(ofVisit visit: VisitTag?) -> UInt32? {
        visit.flatMap { visit in self.others.first { $0.member.visit == visit }?.number }
    }

    /// What has changed on the floor, as far as it concerns those who are inside.
    mutating func apply(_ change: FloorChanged.OneOf_Change) {
        switch change {
        case .moved(let moved):
            guard let seat = Seat(moved.seat) else { return }
            self.members[moved.participant]?.seat = seat
            if seat == .podium { self.members[moved.participant]?.isHandUp = false }
        case .handRaised(let number): self.members[number]?.isHandUp = true
        case .handLowered(let number): self.members[number]?.isHandUp = false
        case .remarkBegan(let remark): self.members[remark.participant]?.seat = .remark
        case .remarkEnded(let number):
            if self.members[number]?.seat == .remark { self.members[number]?.seat = .hall }
        case .roleGiven(let given):
            guard let role = ConferenceRole(given.role) else { return }
            for (number, member) in self.members where member.account == given.account {
                self.members[number]?.role = role
            }
        case .setup(let setup):
            if let kind = try? ConferenceKind(wire: setup.kind) { self.conferenceKind = kind }
        default: break
        }
    }

    /// Whether a server of ours could have announced it.
    var isWithinLimits: Bool { self.members.count <= Self.membersMaximum }

    /// As many as the largest kind of conference has.
    private static let membersMaximum =
        ConferenceKind.allCases.map(\.peopleMaximum).max() ?? AllOnScreen.participantsMaximum
}

extension Roster.Member {
    init(_ participant: Participant) {
        self.account = participant.account
        let isGuest = AccountName(participant.account)?.isReserved ?? false
        // Who has an account is called like it, or somebody known could pass for another.
        self.guestName = isGuest ? participant.name : ""
        self.role = ConferenceRole(participant.role) ?? .participant
        self.seat = Seat(participant.seat) ?? .podium
        self.kind = participant.kind
        self.devices = participant.devices
        self.camera = Self.layers(of: participant.streams)
        self.visit = VisitTag(participant.visit.octets)
        // A device that can't prove its keys stays without; the roster shows it all the same.
        self.identity = try? DeviceIdentity(
            verifying: participant.device.identityKey.octets,
            agreementKey: participant.device.agreementKey.octets,
            signature: participant.device.signature.octets)
        if let identity = self.identity, let visit = self.visit,
            let account = AccountName(self.account)
        {
            self.holder = KeyHolder(
                account: account.text, identity: identity, visit: visit.octets)
        } else {
            self.holder = nil
        }
    }

    /// What is shown of who it is.
    var name: String { self.guestName.isEmpty ? self.account : self.guestName }

    /// Whether two numbers stand for one and the same: keys included, or it would be anybody.
    func isSame(as other: Roster.Member) -> Bool {
        self.identity != nil && self.identity == other.identity
            && self.account == other.account && self.kind == other.kind
    }

    /// The camera's layers; a size that no picture can have makes the stream unusable.
    static func layers(of streams: [Wire.Stream]) -> [LayerDescription] {
        streams.first { $0.kind == .camera }?.layers.map {
            LayerDescription(
                width: Int($0.width), height: Int($0.height), bootFrame: $0.bootFrame.octets)
        } ?? []
    }
}
