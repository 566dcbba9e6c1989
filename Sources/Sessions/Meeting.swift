import Media
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

    var connections: [ConnectionID] {
        self.visits.sorted { $0.key < $1.key }.map(\.value.connection)
    }

    func others(than participant: UInt32) -> [(key: UInt32, value: Visit)] {
        self.visits.filter { $0.key != participant }.sorted { $0.key < $1.key }
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
    /// The largest pictures this participant has use for, by sender and kind; none said: the base.
    var wants: [StreamKey: Want] = [:]
    /// The highest layer that this participant was last told to send.
    var told: [StreamKind: Int] = [:]
    var switchPointAsked: [SwitchPointKey: Instant] = [:]
    /// What was decided for the media message whose fragments are still coming.
    var open: [Lane: OpenMessage] = [:]

    /// What follows in order on a connection: one layer of one kind.
    struct Lane: Hashable {
        var kind: MediaKind
        var spatialLayer: Int
    }

    init(connection: ConnectionID, account: AccountName, kind: ParticipantKind, device: Device) {
        self.connection = connection
        self.account = account
        self.kind = kind
        self.device = device
    }

    struct StreamKey: Hashable {
        var participant: UInt32
        var kind: StreamKind
    }

    struct Want: Hashable {
        var width: UInt32
        var height: UInt32
    }

    struct SwitchPointKey: Hashable {
        var kind: StreamKind
        var layer: UInt32
    }

    struct OpenMessage {
        var receivers: [ConnectionID]
        var mediaClass: SendQueue.Class
    }

    /// Somebody has left; the connection may soon be in another conference.
    mutating func forget(_ participant: UInt32, at connection: ConnectionID) {
        self.wants = self.wants.filter { $0.key.participant != participant }
        for lane in self.open.keys {
            self.open[lane]?.receivers.removeAll { $0 == connection }
        }
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

    /// The highest spatial layer of a sender's stream that this participant has use for: the smallest
    /// that fills its tile in both directions. Nil: it does not look.
    func wantedLayer(of stream: Wire.Stream, from sender: UInt32) -> Int? {
        let key = StreamKey(participant: sender, kind: stream.kind)
        guard let want = self.wants[key] else { return 0 }
        guard want.width > 0, want.height > 0 else { return nil }
        let filling = stream.layers.firstIndex {
            $0.width >= want.width && $0.height >= want.height
        }
        return filling ?? max(0, stream.layers.count - 1)
    }
}
