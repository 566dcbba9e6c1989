import Rooms
import Sessions
import Units
import Wire

/// One account's only device, and what it has been shown.
struct SimulatedClient {
    /// A guest's is the server's to give.
    var account: AccountName
    var session: ClientSession<SeededRandom>
    var connection: ConnectionID?
    var chats: [ChatEntry] = []
    var conferences: [ConferenceEntry] = []
    var place: String?
    /// The conference one wants to be in, and who is seen in it while one is.
    var conference: String?
    var number: UInt32 = 0
    var roster: [UInt32: Participant] = [:]
    var comingBack: RequestToken?
    /// By conference, until the server has said that it is over.
    var visits: [String: [UInt8]] = [:]
    /// The conferences that were left, by the request that is not answered yet.
    var leaving: [RequestToken: String] = [:]
    /// Planned conferences that it was ever told of.
    var knownPlans: [String] = []
    /// Those it is in, as it was told last; nil while it does not know.
    var plans: [String: PlanEntry]?
    /// How long messages can be edited, as it was told last; nil while it does not know.
    var editWindow: String?
    /// How the vote stands in the conference.
    var votes = VoteCount()
    var shown: [ChatEvent] = []
    var isCaughtUp = false
    var unacknowledged: Set<[UInt8]> = []
    /// The chats of its own that it has said something in, by the lines' names.
    var lines: [[UInt8]: String] = [:]
    var acknowledged: [[UInt8]: UInt64] = [:]
    var requestCount: UInt64 = 0
    /// Comes in by a link, and is somebody only while it is there.
    var isGuest: Bool { self.home != nil }
    /// The only chat that a guest ever reads.
    let home: ChatID?
    /// Whether it knows what it was told nothing of while it was away.
    var isInformed: Bool { self.isGuest || self.plans != nil && self.editWindow != nil }
    /// A guest before and after its visits.
    var isOut = false

    /// - Parameters:
    ///   - guest: What one without an account comes in with; `account` then only names its device.
    init(account: AccountName, guest: GuestPass? = nil, seed: UInt64) {
        self.account = guest == nil ? account : .nobody
        self.home = guest.map { .meeting($0.conference) }
        var device = Device()
        device.identityKey = .init(octets: Self.bytes(32, of: account))
        device.agreementKey = .init(octets: Self.bytes(32, of: account))
        device.signature = .init(octets: Self.bytes(64, of: account))
        var limits = ClientLimits()
        limits.isPersistent = true
        self.session = ClientSession(
            account: self.account, guest: guest, device: device, keys: nil, history: .after(0),
            primitives: .toy,
            limits: limits, random: SeededRandom(seed: seed))
    }

    /// Whoever comes back does so under a new number.
    mutating func see(_ participant: Participant) {
        self.roster = self.roster.filter { $0.value.visit != participant.visit }
        self.roster[participant.id] = participant
    }

    static func password(of account: AccountName) -> [UInt8] {
        Array("the password of \(account)".utf8)
    }

    static func credential(of account: AccountName) -> SCRAMCredential {
        SCRAMCredential.make(
            password: self.password(of: account), salt: Self.bytes(16, of: account),
            iterations: 4096, primitives: .toy)
    }

    private static func bytes(_ count: Int, of account: AccountName) -> [UInt8] {
        let name = Array(account.text.utf8)
        return (0..<count).map { name[$0 % name.count] &+ UInt8($0) }
    }
}

/// One TCP connection between a client and the server, with both ends' frame decoders.
struct SimulatedConnection {
    let client: Int
    var toServer = VirtualLink()
    var toClient = VirtualLink()
    var serverDecoder = FrameDecoder(limits: .beforeLogin)
    var clientDecoder = FrameDecoder(limits: .afterLogin)
    var isClosing = false
    /// Nothing arrives any more, and neither end is told.
    var isDead = false

    var isIdle: Bool { self.nextArrival == nil }

    var nextArrival: Instant? {
        self.isDead
            ? nil : [self.toServer.nextArrival, self.toClient.nextArrival].compactMap { $0 }.min()
    }
}
