import Rooms
import Units
import Wire

/// A conference while it lasts: who is in it, and how each is reached.
struct Meeting {
    var id: ConferenceID
    /// The chat it came from.
    var chat: ChatID
    var isUnlinked: Bool
    var startedBy: AccountName
    var visits: [UInt32: Visit] = [:]
    /// The number the next participant gets; none is used twice.
    var nextParticipant: UInt32 = 1
    /// People whose connection was lost, and until when they count as still here.
    var absent: [AccountName: Instant] = [:]
    /// When it ends if nobody comes.
    var closesAt: Instant?

    init(id: ConferenceID, chat: ChatID, isUnlinked: Bool, startedBy: AccountName) {
        self.id = id
        self.chat = chat
        self.isUnlinked = isUnlinked
        self.startedBy = startedBy
    }

    /// Where a line said in the conference goes.
    var writeChat: ChatID { self.isUnlinked ? .meeting(self.id) : self.chat }

    /// Whether a person (not only recorders and bots) is here or about to come back.
    var hasPerson: Bool {
        !self.absent.isEmpty || self.visits.values.contains { $0.kind == .person }
    }

    /// Of those whose connection is not lost.
    var connections: [ConnectionID] {
        self.visits.filter { $0.value.lostAt == nil }.sorted { $0.key < $1.key }
            .map(\.value.connection)
    }

    /// Those who can be reached, in the order of their numbers.
    func others(than participant: UInt32) -> [(key: UInt32, value: Visit)] {
        self.visits.filter { $0.key != participant && $0.value.lostAt == nil }
            .sorted { $0.key < $1.key }
    }
}

/// One participant's stay, from joining to leaving.
struct Visit {
    var connection: ConnectionID
    var account: AccountName
    var kind: ParticipantKind
    var device: Device
    var streams: [Wire.Stream] = []
    var devices = Devices()
    /// When its connection was lost; it may still come back, as `JoinConference.replaces` says.
    var lostAt: Instant?
    /// The number that its client knew when it came back; 0 for who came in anew. The answer may
    /// get lost with the connection, so the client may come back once more by that number.
    var continues: UInt32 = 0

    init(connection: ConnectionID, account: AccountName, kind: ParticipantKind, device: Device) {
        self.connection = connection
        self.account = account
        self.kind = kind
        self.device = device
    }

    func participant(_ id: UInt32) -> Participant {
        var participant = Participant()
        participant.id = id
        participant.account = self.account.text
        participant.kind = self.kind
        participant.device = self.device
        participant.streams = self.streams
        participant.devices = self.devices
        return participant
    }
}
