import Media
import Rooms
import Units
package import Wire

extension Switchboard {
    // MARK: Streams

    mutating func publish(_ publish: PublishStreams, _ call: Call) {
        guard let place = self.seat(call) else { return self.refuse(call, .notPossibleNow) }
        guard self.isAcceptable(publish.streams) else { return self.refuse(call, .tooLong) }
        let shares = publish.streams.contains { $0.kind == .content }
        guard !shares || self.permits(.share, call) else { return }
        let streams = publish.streams.map { Wire.Stream(known: $0) }
        self.conferences[place.conference]?.visits[place.participant]?.streams = streams
        self.answer(call, .done(Done()))
        var news = StreamsPublished()
        news.participant = place.participant
        news.streams = streams
        if let meeting = self.conferences[place.conference] {
            self.tell(
                self.receivers(ofStreamsOf: place.participant, in: meeting),
                .streamsPublished(news))
        }
        self.change(place.conference, .publish(place.participant, Self.pictures(of: streams)))
    }

    private func isAcceptable(_ streams: [Wire.Stream]) -> Bool {
        let kinds = Set(streams.map(\.kind))
        guard kinds.count == streams.count else { return false }
        return streams.allSatisfy { stream in
            guard let kind = MediaKind(stream.kind) else { return false }
            guard kind.isVideo else { return stream.layers.isEmpty }
            // The lowest layer begins with key frames of its own.
            return stream.layers.count <= self.limits.layersMaximum
                && stream.layers.first?.bootFrame.isEmpty ?? true
                && stream.layers.reduce(0) { $0 + $1.bootFrame.count }
                    <= self.limits.bootFramesMaximum.bytes
        }
    }

    mutating func want(_ want: WantStream, _ call: Call) {
        guard let place = self.seat(call),
            self.conferences[place.conference]?.isInside(want.participant) == true
        else { return self.refuse(call, .notPossibleNow) }
        // Any number parses as a kind; only those that exist may become keys here.
        guard let kind = MediaKind(want.kind), kind.isVideo else {
            return self.refuse(call, .protocolMismatch)
        }
        let stream = StreamID(participant: want.participant, kind: kind)
        let tile = LayerSizes.Size(width: Int(want.width), height: Int(want.height))
        self.answer(call, .done(Done()))
        self.change(place.conference, .want(stream, by: place.participant, tile))
    }

    mutating func wantSwitchPoint(_ want: WantSwitchPoint, _ call: Call) {
        guard let place = self.seat(call),
            self.conferences[place.conference]?.isInside(want.participant) == true,
            let sender = self.conferences[place.conference]?.visits[want.participant],
            sender.streams.contains(where: { $0.kind == want.kind }),
            let kind = MediaKind(want.kind)
        else { return self.refuse(call, .notPossibleNow) }
        self.answer(call, .done(Done()))
        let stream = StreamID(participant: want.participant, kind: kind)
        self.change(
            place.conference, .wantSwitchPoint(stream, layer: Int(want.spatialLayer)))
    }

    /// What a room has to know of streams: pictures and their sizes.
    private static func pictures(
        of streams: [Wire.Stream]
    ) -> [MediaKind: [LayerSizes.Size]] {
        var pictures: [MediaKind: [LayerSizes.Size]] = [:]
        for stream in streams {
            guard let kind = MediaKind(stream.kind), kind.isVideo else { continue }
            pictures[kind] = stream.layers.map {
                LayerSizes.Size(width: Int($0.width), height: Int($0.height))
            }
        }
        return pictures
    }

    mutating func change(_ conference: ConferenceID, _ change: RoomChange) {
        self.outputs.append(.room(conference, change))
    }

    // MARK: Keys and devices

    /// Passes wrapped keys on; which participants hold a key is between them.
    mutating func deliver(_ delivery: DeliverKeys, _ call: Call) {
        guard let place = self.seat(call), let meeting = self.conferences[place.conference]
        else { return self.refuse(call, .notPossibleNow) }
        guard delivery.keys.count < meeting.floor.settings.shape.people,
            delivery.keys.allSatisfy({
                $0.sealed.count <= self.limits.wrappedKeyLengthMaximum.bytes
            })
        else { return self.refuse(call, .tooLong) }
        guard Set(delivery.keys.map(\.participant)).count == delivery.keys.count else {
            return self.refuse(call, .protocolMismatch)
        }
        for key in delivery.keys {
            guard meeting.isInside(key.participant), key.participant != place.participant,
                let receiver = meeting.connection(of: key.participant)
            else { continue }
            var news = KeyDelivered()
            news.participant = place.participant
            news.sealed = key.sealed
            self.tell([receiver], .keyDelivered(news))
        }
        self.answer(call, .done(Done()))
    }

    /// Where a connection is inside a conference; nil before its door, where one sends and gets nothing.
    private func seat(_ call: Call) -> Connection.Place? {
        guard let place = self.connections[call.connection]?.place,
            self.conferences[place.conference]?.isInside(place.participant) == true
        else { return nil }
        return place
    }
}

// Parsed messages keep the fields they don't know, of any size. What is repeated to others is
// therefore copied field by field.

extension Wire.Stream {
    fileprivate init(known other: Wire.Stream) {
        self.init()
        self.kind = other.kind
        self.layers = other.layers.map { layer in
            var copy = Layer()
            copy.width = layer.width
            copy.height = layer.height
            copy.bootFrame = layer.bootFrame
            return copy
        }
    }
}

extension Device {
    init(known other: Device) {
        self.init()
        self.identityKey = other.identityKey
        self.agreementKey = other.agreementKey
        self.signature = other.signature
        self.name = other.name
    }
}

extension StreamKind {
    package init(_ kind: MediaKind) {
        switch kind {
        case .voice: self = .voice
        case .camera: self = .camera
        case .content: self = .content
        }
    }
}

extension MediaKind {
    package init?(_ kind: StreamKind) {
        switch kind {
        case .voice: self = .voice
        case .camera: self = .camera
        case .content: self = .content
        case .unspecified, .UNRECOGNIZED: return nil
        }
    }
}
