internal import Media
internal import SecureSockets
internal import Sessions
internal import Units
internal import VPXVideo
internal import Wire

/// How a conference is for one participant at one moment; counts are from the beginning of the
/// stay.
struct ConferenceStatistics: Sendable {
    /// The way to the server.
    struct Connection: Sendable {
        /// Of the newest ping; nil before the first answer.
        var roundTrip: Duration?
        var queued: ByteCount
        /// What the way up delivers when it is busy, in bit/s; nil before it was.
        var rate: Int?
        /// Bit/s that media may use.
        var target: Int
        /// Pieces of media that were never sent, by the reason.
        var dropCounts: [SendScheduler.DropReason: Int]
    }

    /// Somebody else.
    struct Participant: Sendable {
        var number: UInt32
        var account: String
        /// Sizes of the camera's layers from the lowest; empty without a camera or while it is off.
        var layers: [PictureSize]
        /// How large the picture is looked at; nil: not at all.
        var wanted: PictureSize?
        var received: ReceptionStatistics

        /// The lowest layer that fills what is wanted; nil if nothing is wanted or sent.
        var wantedLayer: Int? {
            guard let wanted = self.wanted, !self.layers.isEmpty else { return nil }
            let filling = self.layers.firstIndex {
                $0.width >= wanted.width && $0.height >= wanted.height
            }
            return filling ?? self.layers.count - 1
        }
    }

    /// One's own camera.
    struct Camera: Sendable {
        var isOn: Bool
        var target: BitRate
        var layerCount: Int
        /// The highest layer that was asked for last; -1: nobody looks.
        var highestLayer: Int
        var pictureCount: Int
        var byteCount: Int
    }

    var at: Instant
    /// Nil while the connection is lost.
    var connection: Connection?
    var participants: [Participant]
    var camera: Camera?
    /// Nil without a microphone.
    var isMicrophoneOn: Bool?

    /// With the others as they were, while the connection is lost: they are counted on from there.
    func remembering(_ before: ConferenceStatistics?) -> ConferenceStatistics {
        guard self.connection == nil, let before else { return self }
        var remembered = self
        remembered.participants = before.participants
        return remembered
    }
}

extension Conference {
    /// How things are now; on the client's loop.
    func statistics(_ media: LocalMedia?, at now: Instant) -> ConferenceStatistics {
        let received = self.reception.statistics(at: now)
        let others = self.roster?.others ?? []
        return ConferenceStatistics(
            at: now,
            connection: self.roster == nil ? nil : self.client.connectionStatistics,
            participants: others.compactMap { number, member in
                guard let received = received[number] else { return nil }
                return ConferenceStatistics.Participant(
                    number: number, account: member.account,
                    layers: member.devices.camera ? member.camera.map(PictureSize.init) : [],
                    wanted: self.wants[number].flatMap(PictureSize.init),
                    received: received)
            },
            camera: media?.camera?.statistics, isMicrophoneOn: media?.voice?.isOn)
    }
}

extension Client {
    /// On the loop; nil while there is no connection.
    var connectionStatistics: ConferenceStatistics.Connection? {
        guard let connection = self.link?.connection else { return nil }
        let counters = connection.counters
        let drops = SendScheduler.DropReason.allCases.map { ($0, counters.dropped($0)) }
        return ConferenceStatistics.Connection(
            roundTrip: self.session.roundTrip, queued: connection.queuedSize,
            rate: connection.estimate.rate, target: connection.target,
            dropCounts: Dictionary(uniqueKeysWithValues: drops))
    }
}

extension PictureSize {
    fileprivate init(_ layer: LayerDescription) {
        self.init(width: layer.width, height: layer.height)
    }

    /// Nil for not at all.
    fileprivate init?(_ want: WantStream) {
        guard want.width > 0, want.height > 0 else { return nil }
        self.init(width: Int(want.width), height: Int(want.height))
    }
}
