import Rooms
import Units
import Wire

/// A conference while it lasts: its floor, and how those who are in it are reached.
///
/// Who may do what, who sits where and who is about to come back is all the floor's.
struct Meeting {
    let id: ConferenceID
    /// The chat it came from; nil for one by itself.
    let chat: ChatID?
    let startedBy: AccountName
    var floor: Floor
    var visits: [UInt32: Visit] = [:]
    /// The number the next participant gets; none is used twice.
    var nextParticipant: UInt32 = 1
    /// Lines said in it go to its own chat.
    var isUnlinked: Bool
    /// It has, or had before it was linked again, a chat of its own.
    var hasOwnChat: Bool
    /// Temporary accounts, and the numbers that the floor knows them by.
    private(set) var guests: [AccountName: UInt32] = [:]
    private var guestCount: UInt32 = 0
    /// What guests are called here, so that none is taken for another.
    var guestNames = GuestNames()
    /// It runs by a plan, for whoever comes first and waits for who leads.
    var isPlanned = false
    /// By which the store knows this time that it runs.
    var session: UInt64 = 0
    /// Accounts that are being rung.
    var rings: [AccountName: Ring] = [:]
    /// Accounts that have been rung, and know of it.
    var rung: Set<AccountName> = []

    init(id: ConferenceID, chat: ChatID?, isUnlinked: Bool, startedBy: AccountName, _ floor: Floor)
    {
        self.id = id
        self.chat = chat
        self.isUnlinked = isUnlinked
        self.hasOwnChat = isUnlinked
        self.startedBy = startedBy
        self.floor = floor
    }

    var ownChat: ChatID { .meeting(self.id) }

    // MARK: People

    mutating func greet(_ guest: AccountName) {
        self.guestCount += 1
        self.guests[guest] = self.guestCount
    }

    mutating func forget(_ guest: AccountName) {
        self.guests[guest] = nil
    }

    func person(_ account: AccountName) -> PersonID {
        self.guests[account].map { .guest($0) } ?? .account(account)
    }

    /// Nil for a guest who is nobody any more.
    func account(of person: PersonID) -> AccountName? {
        switch person {
        case .account(let account): account
        case .guest(let number): self.guests.first { $0.value == number }?.key
        }
    }

    // MARK: Where they are

    /// Where a line said in the conference goes.
    var writeChat: ChatID { self.isUnlinked ? self.ownChat : self.chat ?? self.ownChat }

    /// When something is due by itself.
    var deadline: Instant? {
        ([self.floor.deadline].compactMap { $0 } + self.rings.values.map(\.end)).min()
    }

    /// Nobody is here or about to come. At the door of a planned one people may wait for who leads.
    var isDeserted: Bool {
        let isAwaited = self.floor.waiting.contains { self.visits[$0]?.kind == .person }
        return self.floor.isDeserted && !(self.isPlanned && isAwaited)
    }

    func isInside(_ number: UInt32) -> Bool {
        self.floor.attendees[number]?.seat.isInside ?? false
    }

    /// What an account is here; nil if it is not inside.
    func role(of account: AccountName) -> ConferenceRole? {
        self.visits.keys.sorted().first {
            self.visits[$0]?.account == account && self.isInside($0)
        }.flatMap(self.floor.role)
    }

    /// The connection that hears what those inside hear; nil if it is lost, or not told everything yet.
    func connection(of number: UInt32) -> ConnectionID? {
        guard let visit = self.visits[number], visit.isIntroduced, visit.lostAt == nil else {
            return nil
        }
        return visit.connection
    }

    /// Of those inside who can be reached, in the order of their numbers.
    func connections(except number: UInt32 = 0) -> [ConnectionID] {
        self.floor.inside.filter { $0 != number }.compactMap(self.connection)
    }

    func connections(hearing change: FloorChange) -> [ConnectionID] {
        self.floor.receivers(of: change).compactMap(self.connection)
    }

    /// Those who lead, as far as they can be reached.
    var leaders: [UInt32] {
        self.floor.inside.filter { self.floor.role(of: $0)?.leads ?? false }
    }
}

/// One participant's stay, from coming to the door to leaving.
struct Visit {
    /// Bytes of a visit's ID.
    static let idLength = 16

    let connection: ConnectionID
    let account: AccountName
    let kind: ParticipantKind
    let device: Device
    /// A guest's, shown in place of the account's name.
    let name: String
    /// The request to come in, until it is answered.
    var call: Call?
    /// Has been told who is here, and hears of what changes from then on.
    var isIntroduced = false
    var streams: [Wire.Stream] = []
    /// The number under which the store has it; kept by who comes back.
    var recorded: UInt32?
    /// What the room knows of where it sits.
    var position: Position?
    /// When its connection was lost; it may still come back, as `JoinConference.visit` says.
    var lostAt: Instant?
    /// The client's, the same as often as it comes back; empty for one that can't. Whoever knows it
    /// could keep the client from coming back, so the others are told only the tag.
    let id: [UInt8]
    /// The first 16 bytes of the ID's SHA-256.
    let tag: [UInt8]
    /// The number by which the others know it until it is introduced; 0 if they don't.
    let replaces: UInt32

    init(
        _ session: Session, _ join: JoinConference, _ call: Call, replacing replaces: UInt32,
        _ primitives: SCRAMPrimitives,
    ) {
        self.connection = session.connection
        self.account = session.account
        self.kind = join.kind
        self.device = session.device
        self.name = session.isGuest ? session.profile.displayName : ""
        self.id = join.visit.octets
        self.tag =
            self.id.isEmpty ? [] : Array(primitives.sha256(self.id).prefix(Self.idLength))
        self.call = call
        self.replaces = replaces
    }
}

/// An account's devices ring.
struct Ring {
    var by: AccountName
    var end: Instant
}
