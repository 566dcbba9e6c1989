import Media
import Rooms
import Units
package import Wire

extension Switchboard {
    /// Forwards one fragment to everybody who has use for its layer; opens nothing, keeps nothing.
    mutating func receiveMedia(_ frame: Frame, from id: ConnectionID) throws(WireError) {
        let fragment = try MediaFragment(parsing: frame.body)
        // Fragments may still come in while a leave is under way.
        guard let place = self.connections[id]?.place,
            let visit = self.conferences[place.conference]?.visits[place.participant]
        else { return }
        guard fragment.participant == place.participant else {
            throw .malformedMedia(.foreignParticipant(fragment.participant))
        }
        let lane = Visit.Lane(kind: fragment.kind, spatialLayer: fragment.spatialLayer)
        var open = visit.open[lane]
        if fragment.isFirst {
            let header = try MediaHeader(parsing: frame.body.dropFirst(MediaFragment.headerLength))
            guard header.participant == place.participant, header.kind == fragment.kind,
                header.spatialLayer == fragment.spatialLayer
            else {
                throw .malformedMedia(.foreignParticipant(header.participant))
            }
            open = Visit.OpenMessage(
                receivers: self.receivers(of: header, in: place),
                mediaClass: Self.mediaClass(of: header))
        }
        // A sender whose link is slow may have dropped the beginning, or let another layer's message
        // overtake it; the rest is of no use to anybody, and no crime.
        guard let open else { return }
        self.conferences[place.conference]?.visits[place.participant]?.open[lane] =
            fragment.isLast ? nil : open
        if !open.receivers.isEmpty {
            self.outputs.append(.forward(open.receivers, open.mediaClass, frame))
        }
    }

    private func receivers(of header: MediaHeader, in place: Connection.Place) -> [ConnectionID] {
        guard let meeting = self.conferences[place.conference],
            let sender = meeting.visits[place.participant]
        else { return [] }
        let kind = StreamKind(header.kind)
        guard let stream = sender.streams.first(where: { $0.kind == kind }) else { return [] }
        return meeting.others(than: place.participant).filter { _, receiver in
            guard header.kind.isVideo else { return true }
            guard let layer = receiver.wantedLayer(of: stream, from: place.participant) else {
                return false
            }
            return header.spatialLayer <= layer
        }.map(\.value.connection)
    }

    private static func mediaClass(of header: MediaHeader) -> SendQueue.Class {
        if !header.kind.isVideo { return .voice }
        return header.spatialLayer == 0 ? .baseVideo : .enhancementVideo
    }

    // MARK: Streams

    mutating func publish(_ publish: PublishStreams, _ call: Call) {
        guard let place = self.connections[call.connection]?.place else {
            return self.refuse(call, .notPossibleNow)
        }
        guard self.isAcceptable(publish.streams) else { return self.refuse(call, .tooLong) }
        let streams = publish.streams.map { Wire.Stream(known: $0) }
        self.conferences[place.conference]?.visits[place.participant]?.streams = streams
        self.conferences[place.conference]?.visits[place.participant]?.told = [:]
        self.answer(call, .done(Done()))
        var news = StreamsPublished()
        news.participant = place.participant
        news.streams = streams
        self.tellOthers(place, .streamsPublished(news))
        self.updateWanted(in: place.conference)
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
        guard let place = self.connections[call.connection]?.place,
            self.conferences[place.conference]?.visits[want.participant] != nil
        else { return self.refuse(call, .notPossibleNow) }
        // Any number parses as a kind; only those that exist may become keys here.
        guard MediaKind(want.kind)?.isVideo == true else {
            return self.refuse(call, .protocolMismatch)
        }
        let key = Visit.StreamKey(participant: want.participant, kind: want.kind)
        self.conferences[place.conference]?.visits[place.participant]?.wants[key] =
            Visit.Want(width: want.width, height: want.height)
        self.answer(call, .done(Done()))
        self.updateWanted(in: place.conference)
    }

    /// Tells every sender the highest layer that anybody has use for, when it has changed.
    mutating func updateWanted(in id: ConferenceID) {
        guard let meeting = self.conferences[id] else { return }
        for (number, sender) in meeting.visits.sorted(by: { $0.key < $1.key }) {
            for stream in sender.streams where MediaKind(stream.kind)?.isVideo == true {
                let highest =
                    meeting.others(than: number)
                    .compactMap { $0.value.wantedLayer(of: stream, from: number) }.max() ?? -1
                guard sender.told[stream.kind] != highest else { continue }
                self.conferences[id]?.visits[number]?.told[stream.kind] = highest
                var news = StreamWanted()
                news.kind = stream.kind
                news.highestLayer = Int32(clamping: highest)
                self.tell([sender.connection], .streamWanted(news))
            }
        }
    }

    mutating func wantSwitchPoint(_ want: WantSwitchPoint, _ call: Call, at now: Moment) {
        guard let place = self.connections[call.connection]?.place,
            let sender = self.conferences[place.conference]?.visits[want.participant],
            sender.streams.contains(where: { $0.kind == want.kind })
        else { return self.refuse(call, .notPossibleNow) }
        self.answer(call, .done(Done()))
        let key = Visit.SwitchPointKey(kind: want.kind, layer: want.spatialLayer)
        guard want.spatialLayer < MediaHeader.layerCountMaximum else { return }
        if let last = sender.switchPointAsked[key],
            now.instant - last < self.limits.switchPointInterval
        {
            return
        }
        self.conferences[place.conference]?.visits[want.participant]?.switchPointAsked[key] =
            now.instant
        var news = SwitchPointWanted()
        news.kind = want.kind
        news.spatialLayer = want.spatialLayer
        self.tell([sender.connection], .switchPointWanted(news))
    }

    // MARK: Keys and devices

    /// Passes wrapped keys on; which participants hold a key is between them.
    mutating func deliver(_ delivery: DeliverKeys, _ call: Call) {
        guard let place = self.connections[call.connection]?.place,
            let meeting = self.conferences[place.conference]
        else { return self.refuse(call, .notPossibleNow) }
        guard delivery.keys.count <= self.limits.wrappedKeysMaximum,
            delivery.keys.allSatisfy({
                $0.sealed.count <= self.limits.wrappedKeyLengthMaximum.bytes
            })
        else { return self.refuse(call, .tooLong) }
        guard Set(delivery.keys.map(\.participant)).count == delivery.keys.count else {
            return self.refuse(call, .protocolMismatch)
        }
        for key in delivery.keys {
            guard let receiver = meeting.visits[key.participant] else { continue }
            var news = KeyDelivered()
            news.participant = place.participant
            news.sealed = key.sealed
            self.tell([receiver.connection], .keyDelivered(news))
        }
        self.answer(call, .done(Done()))
    }

    mutating func setDevices(_ set: SetDevices, _ call: Call) {
        guard let place = self.connections[call.connection]?.place else {
            return self.refuse(call, .notPossibleNow)
        }
        let devices = Devices(known: set.devices)
        self.conferences[place.conference]?.visits[place.participant]?.devices = devices
        self.answer(call, .done(Done()))
        var news = DevicesSet()
        news.participant = place.participant
        news.devices = devices
        self.tellOthers(place, .devicesSet(news))
    }

    private mutating func tellOthers(_ place: Connection.Place, _ body: Event.OneOf_Body) {
        guard let meeting = self.conferences[place.conference] else { return }
        self.tell(meeting.others(than: place.participant).map(\.value.connection), body)
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

extension Devices {
    fileprivate init(known other: Devices) {
        self.init()
        self.microphone = other.microphone
        self.camera = other.camera
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
