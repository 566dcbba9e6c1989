import Rooms
import Sessions
import Units
import Wire

/// Conferences: what people do in them, and what nobody outside may be told.
extension World {
    /// The rooms say who is inside; the switchboard's words are compared with that.
    mutating func follow(_ change: RoomChange, in conference: ConferenceID) throws {
        switch change {
        case .enter(_, let connection, _, _):
            guard self.inside.updateValue(conference, forKey: connection) == nil else {
                throw self.violation("connection \(connection.number) entered twice")
            }
        case .leave(_, let connection):
            guard self.inside.removeValue(forKey: connection) == conference else {
                throw self.violation("connection \(connection.number) left where it was not")
            }
        case .end:
            guard !self.inside.values.contains(conference) else {
                throw self.violation("\(conference) ended with people inside")
            }
            self.endGuests(of: conference)
        case .place, .kind, .publish, .want, .wantSwitchPoint: break
        }
    }

    /// Whoever is outside or before the door hears nothing of what happens inside.
    func checkIsInside(_ id: ConnectionID, _ event: Event.OneOf_Body) throws {
        let conference: String? =
            switch event {
            case .participantJoined(let news): news.conference
            case .participantLeft(let news): news.conference
            case .audienceChanged(let news): news.conference
            case .floorChanged(let news):
                if case .denied = news.change { nil } else { news.conference }
            case .streamsPublished, .devicesSet, .keyDelivered: self.inside[id]?.text ?? "none"
            default: nil
            }
        guard let conference else { return }
        guard self.inside[id]?.text == conference else {
            throw self.violation("connection \(id.number) is told of \(conference) from outside")
        }
    }

    /// Anything at all, allowed or not, by whoever is in a conference or before its door.
    mutating func actInConference(_ index: Int) throws {
        guard self.clients[index].conference != nil,
            let other = self.clients.randomElement(using: &self.random)?.account.text
        else { return }
        switch Int.random(in: 0..<6, using: &self.random) {
        case 0:
            var set = SetDevices()
            set.devices.microphone = Bool.random(using: &self.random)
            try self.request(.setDevices(set), index)
        case 1:
            var stream = Wire.Stream()
            stream.kind = .camera
            var publish = PublishStreams()
            publish.streams = [stream]
            try self.request(.publishStreams(publish), index)
        case 2: try self.deliverKeys(index)
        default:
            let numbers = Array(self.clients[index].roster.keys.sorted()) + [1, 2, 3, 4]
            var act = ConferenceAct()
            act.deed = ConferenceDeeds.random(with: numbers, other, using: &self.random)
            try self.request(.conferenceAct(act), index)
        }
    }

    private mutating func deliverKeys(_ index: Int) throws {
        var keys = DeliverKeys()
        keys.keys = (UInt32(1)...8).map { number in
            var key = WrappedKey()
            key.participant = number
            return key
        }
        try self.request(.deliverKeys(keys), index)
    }

    /// A room hears somebody, who may be gone by now.
    mutating func hearSomebody() throws {
        guard let client = self.clients.randomElement(using: &self.random),
            let conference = client.conference.flatMap({ ConferenceID($0) })
        else { return }
        try self.feedServer(.noticed(conference, .voice, client.number))
    }
}
