package import Media
package import Rooms
package import Units
package import Wire

/// What the switchboard tells a room, in the words of `Room`'s methods.
package enum RoomChange: Sendable, Hashable {
    case enter(UInt32, ConnectionID, Position, ConferenceKind)
    case leave(UInt32, ConnectionID)
    /// Where somebody sits now, and what of theirs is on.
    case place(UInt32, Position)
    case kind(ConferenceKind)
    case publish(UInt32, [MediaKind: [LayerSizes.Size]])
    case want(StreamID, by: UInt32, LayerSizes.Size)
    case wantSwitchPoint(StreamID, layer: Int)
    /// The conference is over.
    case end
}

/// Who gets which media of one conference: the forwarding without I/O.
///
/// The shell tells what has changed, asks `audience(of:)` for every fragment and hands it to those
/// receivers' schedulers, which say in return how much of each stream their links carry
/// (`carries`). From tiles and links together follows what a sender is asked to encode at all.
///
/// - Parameter Receiver: whatever the shell sends to.
package struct Room<Receiver: Sendable>: Sendable {
    package enum Output {
        /// A control frame.
        case tell(Receiver, [UInt8])
        /// The highest layer that fits a receiver's tile; nil: it doesn't look.
        case want(Receiver, StreamID, layer: Int?)
        /// Whose streams come first when a link is too slow for all.
        case prefer([Receiver], speakers: [UInt32])
        /// Nothing more comes from a participant.
        case forget([Receiver], UInt32)
        /// Somebody speaks or shares, in a conference where that brings one up.
        case notice(ConferenceStream, UInt32)
    }

    /// Those who get a fragment, sorted by the loop they live on.
    package typealias Audience = [(loop: Int, receivers: [Receiver])]

    /// A switch point of one layer is asked of its sender at most this often.
    package static var switchPointInterval: Duration { .seconds(1) }

    /// That somebody speaks or shares is told so often, for as long as it lasts.
    package static var noticeInterval: Duration { .seconds(1) }

    /// Who speaks changes by the second; links are told no faster than this.
    private static var preferenceInterval: Duration { .milliseconds(200) }

    private struct Member {
        var receiver: Receiver
        var loop: Int
        var position: Position
        /// When it was last told that it speaks or shares.
        var noticedAt: Instant?
        var pictures: [MediaKind: [LayerSizes.Size]] = [:]
        /// How large it sees others' streams; none said: the lowest layer.
        var tiles: [StreamID: LayerSizes.Size] = [:]
        /// The highest layer of them that its link carries, −1 for none; not said: all.
        var carried: [StreamID: Int] = [:]
        /// The highest layer that it was last told to send.
        var told: [MediaKind: Int] = [:]
        var switchPointAsked: [Lane: Instant] = [:]

        mutating func forget(_ participant: UInt32) {
            self.tiles = self.tiles.filter { $0.key.participant != participant }
            self.carried = self.carried.filter { $0.key.participant != participant }
        }
    }

    private struct Lane: Hashable {
        var stream: StreamID
        var layer: Int
    }

    private var kind: ConferenceKind
    private var members: [UInt32: Member] = [:]
    /// Who gets each lane, until something changes.
    private var audiences: [Lane: Audience] = [:]
    private var speakers = SpeakerSelection()
    /// The levels of those who speak where nobody hears them.
    private var hall = SpeakerSelection()
    /// What receivers were last told of who speaks, and when it was looked at.
    private var preferred: [UInt32] = []
    private var preferredAt = Instant.start
    private var outputs: [Output] = []

    package init(_ kind: ConferenceKind) {
        self.kind = kind
    }

    package var isEmpty: Bool { self.members.isEmpty }

    // MARK: Forwarding

    /// Who gets a fragment; the receivers' schedulers may still pass over it.
    ///
    /// - Returns: With it, what follows from a change of speakers.
    package mutating func audience(
        of piece: MediaPiece, at now: Instant
    ) -> (Audience, [Output]) {
        let header = piece.header
        let stream = StreamID(participant: header.participant, kind: header.kind)
        // Who has just left may still be heard of, and who is muted may send all the same.
        guard let sender = self.members[header.participant],
            sender.position.sends.contains(stream.conferenceStream)
        else { return ([], []) }
        self.notice(header, sender, at: now)
        if !header.kind.isVideo {
            guard self.isHeard(header, sender.position.seat, at: now) else {
                return ([], self.takeOutputs())
            }
        }
        let lane = Lane(stream: stream, layer: header.spatialLayer)
        let audience = self.audiences[lane] ?? self.audience(of: lane)
        self.audiences[lane] = audience
        return (audience, self.takeOutputs())
    }

    /// Whether a voice is one of those that are passed on. Of voices that nobody gets, as in a hall,
    /// none takes a speaker's place.
    private mutating func isHeard(_ header: MediaHeader, _ seat: Seat, at now: Instant) -> Bool {
        guard self.kind.passes(.voice, from: seat, to: .podium) else { return false }
        defer { self.preferSpeakers(at: now) }
        return self.speakers.observe(
            participant: header.participant, level: header.voiceLevel, at: now)
    }

    /// In a smart meeting, whoever speaks or shares goes up.
    private mutating func notice(_ header: MediaHeader, _ sender: Member, at now: Instant) {
        guard self.kind == .smart, header.kind != .camera else { return }
        if header.kind == .voice, sender.position.seat == .hall {
            _ = self.hall.observe(
                participant: header.participant, level: header.voiceLevel, at: now)
        }
        let levels = sender.position.seat == .hall ? self.hall : self.speakers
        guard header.kind == .content || levels.speaks(header.participant) else { return }
        if let last = sender.noticedAt, now - last < Self.noticeInterval { return }
        self.members[header.participant]?.noticedAt = now
        let stream = ConferenceStream(header.kind)
        self.outputs.append(.notice(stream, header.participant))
    }

    private func audience(of lane: Lane) -> Audience {
        let others = self.members.filter { number, member in
            guard number != lane.stream.participant, self.passes(lane.stream, to: member) else {
                return false
            }
            guard lane.stream.kind.isVideo else { return true }
            return self.layer(of: lane.stream, for: member) >= lane.layer
        }
        return Dictionary(grouping: others.sorted { $0.key < $1.key }, by: \.value.loop)
            .sorted { $0.key < $1.key }
            .map { (loop: $0.key, receivers: $0.value.map(\.value.receiver)) }
    }
    // MARK: What changes

    /// Somebody comes in.
    ///
    /// - Parameter loop: A number for where the receiver lives; audiences are sorted by it.
    package mutating func enter(
        _ participant: UInt32, _ receiver: Receiver, loop: Int, at position: Position
    ) -> [Output] {
        self.audiences = [:]
        self.members[participant] = Member(receiver: receiver, loop: loop, position: position)
        if !self.preferred.isEmpty {
            self.outputs.append(.prefer([receiver], speakers: self.preferred))
        }
        for stream in self.streams(passingTo: participant) {
            self.tellTile(of: stream, to: participant)
            self.tellSender(of: stream)
        }
        return self.takeOutputs()
    }

    /// Somebody sits elsewhere, or has something switched on or off.
    package mutating func place(_ participant: UInt32, at position: Position) -> [Output] {
        guard let member = self.members[participant], member.position != position else { return [] }
        let before =
            member.position.seat == position.seat ? [] : self.streams(passingTo: participant)
        self.audiences = [:]
        self.members[participant]?.position = position
        if position.seat != .hall { self.hall.forget(participant: participant) }
        let isHeard =
            position.sends.contains(.voice)
            && self.kind.passes(.voice, from: position.seat, to: .podium)
        if !isHeard { self.speakers.forget(participant: participant) }
        self.tellStreams(of: participant)
        if member.position.seat != position.seat {
            let now = self.streams(passingTo: participant)
            for stream in before.filter({ !now.contains($0) }) + now {
                self.tellTile(of: stream, to: participant)
                self.tellSender(of: stream)
            }
        }
        return self.takeOutputs()
    }

    /// The conference is of another kind from now on.
    package mutating func become(_ kind: ConferenceKind) -> [Output] {
        guard self.kind != kind else { return [] }
        self.audiences = [:]
        self.kind = kind
        for participant in self.members.keys.sorted() { self.tellStreams(of: participant) }
        return self.takeOutputs()
    }

    private mutating func tellStreams(of participant: UInt32) {
        let kinds = self.members[participant].map { Array($0.pictures.keys) } ?? []
        for kind in kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
            let stream = StreamID(participant: participant, kind: kind)
            for number in self.members.keys.sorted() where number != participant {
                self.tellTile(of: stream, to: number)
            }
            self.tellSender(of: stream)
        }
    }

    package mutating func leave(_ participant: UInt32) -> [Output] {
        self.audiences = [:]
        self.members[participant] = nil
        self.speakers.forget(participant: participant)
        self.hall.forget(participant: participant)
        for number in self.members.keys {
            self.members[number]?.forget(participant)
        }
        self.outputs.append(.forget(self.members.values.map(\.receiver), participant))
        for stream in self.streams { self.tellSender(of: stream) }
        return self.takeOutputs()
    }

    /// From now on a participant sends these pictures: sizes of the layers, from the lowest.
    package mutating func publish(
        _ participant: UInt32, _ pictures: [MediaKind: [LayerSizes.Size]]
    ) -> [Output] {
        self.audiences = [:]
        let withdrawn = (self.members[participant]?.pictures ?? [:]).keys
            .filter { pictures[$0] == nil }
        for kind in withdrawn {
            let stream = StreamID(participant: participant, kind: kind)
            for (number, member) in self.members where number != participant {
                self.outputs.append(.want(member.receiver, stream, layer: nil))
            }
        }
        self.members[participant]?.pictures = pictures
        self.members[participant]?.told = [:]
        self.tellStreams(of: participant)
        return self.takeOutputs()
    }

    /// How large a participant sees a stream, in pixels; 0 × 0: not at all.
    package mutating func want(
        _ stream: StreamID, by participant: UInt32, _ tile: LayerSizes.Size
    ) -> [Output] {
        guard self.members[stream.participant] != nil, stream.participant != participant else {
            return []
        }
        self.audiences = [:]
        self.members[participant]?.tiles[stream] = tile
        self.tellTile(of: stream, to: participant)
        self.tellSender(of: stream)
        return self.takeOutputs()
    }

    /// A participant's link carries a stream up to this layer; nil: nothing of it.
    package mutating func carries(
        _ stream: StreamID, to participant: UInt32, layer: Int?
    ) -> [Output] {
        guard self.members[stream.participant] != nil else { return [] }
        self.audiences = [:]
        self.members[participant]?.carried[stream] = layer ?? -1
        self.tellSender(of: stream)
        return self.takeOutputs()
    }

    /// Somebody can't go on with a layer before its next switch point (the base: key frame).
    package mutating func wantSwitchPoint(
        _ stream: StreamID, layer: Int, at now: Instant
    ) -> [Output] {
        guard let sender = self.members[stream.participant],
            sender.pictures[stream.kind]?.indices.contains(layer) == true
        else { return [] }
        let lane = Lane(stream: stream, layer: layer)
        if let last = sender.switchPointAsked[lane], now - last < Self.switchPointInterval {
            return []
        }
        self.members[stream.participant]?.switchPointAsked[lane] = now
        var news = SwitchPointWanted()
        news.kind = StreamKind(stream.kind)
        news.spatialLayer = UInt32(clamping: layer)
        self.outputs.append(.tell(sender.receiver, Event.frame(.switchPointWanted(news)).bytes))
        return self.takeOutputs()
    }

    // MARK: Layers

    private func passes(_ stream: StreamID, to receiver: Member) -> Bool {
        guard let sender = self.members[stream.participant] else { return false }
        return self.kind.passes(
            stream.conferenceStream, from: sender.position, to: receiver.position)
    }

    /// The video streams that somebody is sent, in a fixed order.
    private func streams(passingTo participant: UInt32) -> [StreamID] {
        guard let member = self.members[participant] else { return [] }
        return self.streams.filter {
            $0.participant != participant && self.passes($0, to: member)
        }
    }

    /// Every video stream there is, in a fixed order.
    private var streams: [StreamID] {
        self.members.sorted { $0.key < $1.key }.flatMap { number, member in
            member.pictures.keys.sorted { $0.rawValue < $1.rawValue }
                .map { StreamID(participant: number, kind: $0) }
        }
    }

    /// The highest layer that fills a member's tile in both directions; nil: it doesn't look.
    private func tileLayer(of stream: StreamID, for member: Member) -> Int? {
        guard self.passes(stream, to: member) else { return nil }
        let layers = self.members[stream.participant]?.pictures[stream.kind] ?? []
        guard let tile = member.tiles[stream], !layers.isEmpty else { return 0 }
        guard tile.width > 0, tile.height > 0 else { return nil }
        let filling = layers.firstIndex { $0.width >= tile.width && $0.height >= tile.height }
        return filling ?? layers.count - 1
    }

    /// The highest layer that a member is sent; −1: none.
    private func layer(of stream: StreamID, for member: Member) -> Int {
        let tile = self.tileLayer(of: stream, for: member) ?? -1
        return min(tile, member.carried[stream] ?? tile)
    }

    private mutating func tellTile(of stream: StreamID, to participant: UInt32) {
        guard let member = self.members[participant] else { return }
        self.outputs.append(
            .want(member.receiver, stream, layer: self.tileLayer(of: stream, for: member)))
    }

    /// Tells a sender the highest layer that anybody receives, when that has changed.
    private mutating func tellSender(of stream: StreamID) {
        guard let sender = self.members[stream.participant],
            sender.pictures[stream.kind] != nil
        else { return }
        let highest =
            self.members.filter { $0.key != stream.participant }
            .compactMap { self.layer(of: stream, for: $0.value) }.max() ?? -1
        guard sender.told[stream.kind] != highest else { return }
        self.members[stream.participant]?.told[stream.kind] = highest
        var news = StreamWanted()
        news.kind = StreamKind(stream.kind)
        news.highestLayer = Int32(clamping: highest)
        self.outputs.append(.tell(sender.receiver, Event.frame(.streamWanted(news)).bytes))
    }

    private mutating func preferSpeakers(at now: Instant) {
        guard now - self.preferredAt >= Self.preferenceInterval else { return }
        self.preferredAt = now
        let speakers = self.speakers.speakers
        guard speakers != self.preferred else { return }
        self.preferred = speakers
        self.outputs.append(.prefer(self.members.values.map(\.receiver), speakers: speakers))
    }

    private mutating func takeOutputs() -> [Output] {
        defer { self.outputs = [] }
        return self.outputs
    }
}

extension StreamID {
    fileprivate var conferenceStream: ConferenceStream { ConferenceStream(self.kind) }
}

extension ConferenceStream {
    init(_ kind: MediaKind) {
        switch kind {
        case .voice: self = .voice
        case .camera: self = .camera
        case .content: self = .content
        }
    }
}
